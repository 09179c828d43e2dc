using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A database of time series that keeps each point, and answers before it is on disk.</summary>
internal sealed class VictoriaContender(TimeProvider time) : IContender
{
    public const string Program = "victoria-metrics";

    public string Name => "victoria";

    public string Description => "VictoriaMetrics, line protocol: it keeps each point, adds nothing up, and answers before anything is on disk";

    public string? Missing => ContenderStart.HasProgram(Program) ? null : $"needs {Program} (on Debian: apt-get install victoria-metrics)";

    public (string Program, string Package)? Package => ("VictoriaMetrics", "victoria-metrics");

    public bool Takes(Scenario scenario) => scenario != Scenario.Wide && scenario != Scenario.Steady;

    public async Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var folder = new TemporaryFolder();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var server = ServerProcess.Start(
            folder.Path, Program, $"-storageDataPath={folder.File("data")}", $"-httpListenAddr={address.Authority}", "-loggerLevel=WARN");
        var running = new RunningContender([server], new Target([address], Protocol.Lines(time.GetUtcNow())), databaseId: null, folder);
        return await ContenderStart.OrDisposeAsync(running, () => ContenderStart.WaitUntilReadyAsync(server, address, "/health", stop));
    }
}

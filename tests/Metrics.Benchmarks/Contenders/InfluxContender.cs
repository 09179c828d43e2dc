using System.Globalization;
using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A database of time series that keeps each point, and syncs its log before it answers.</summary>
internal sealed class InfluxContender(TimeProvider time) : IContender
{
    public const string Program = "influxd";

    public string Name => "influx";

    public string Description => "InfluxDB, line protocol, `wal-fsync-delay = \"0s\"`: it keeps each point and adds nothing up";

    public string? Missing => ContenderStart.HasProgram(Program) ? null : $"needs {Program} (on Debian: apt-get install influxdb)";

    public (string Program, string Package)? Package => ("InfluxDB", "influxdb");

    public bool Takes(Scenario scenario) => scenario != Scenario.Wide && scenario != Scenario.Steady;

    public async Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var folder = new TemporaryFolder();
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await File.WriteAllTextAsync(folder.File("influxdb.conf"), Configuration(folder, address), stop);
        var server = ServerProcess.Start(folder.Path, Program, "-config", folder.File("influxdb.conf"));
        var running = new RunningContender([server], new Target([address], Protocol.Lines(time.GetUtcNow())), databaseId: null, folder);
        return await ContenderStart.OrDisposeAsync(running, async () =>
        {
            await ContenderStart.WaitUntilReadyAsync(server, address, "/ping", stop);
            using var client = new HttpClient { BaseAddress = address };
            using var answer = await client.PostAsync(new Uri($"/query?q=CREATE%20DATABASE%20{Protocol.Metric}", UriKind.Relative), content: null, stop);
            answer.EnsureSuccessStatusCode();
        });
    }

    private static string Configuration(TemporaryFolder folder, Uri address) => string.Create(CultureInfo.InvariantCulture, $$"""
        reporting-enabled = false
        bind-address = "127.0.0.1:{{FreePort.Next()}}"
        [meta]
        dir = "{{folder.File("meta")}}"
        [data]
        dir = "{{folder.File("data")}}"
        wal-dir = "{{folder.File("wal")}}"
        wal-fsync-delay = "0s"
        [monitor]
        store-enabled = false
        [http]
        bind-address = "{{address.Authority}}"
        log-enabled = false
        """);
}

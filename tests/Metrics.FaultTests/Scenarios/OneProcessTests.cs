using System.Diagnostics;
using Metrics.FaultTests.Support;
using Metrics.Tests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>The service as one process with a SQLite file.</summary>
public sealed class OneProcessTests(Report report) : IClassFixture<Report>, IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task One_process_is_killed_and_started_again()
    {
        await using var scenario = Scenario.Begin(report);
        using var cluster = new Cluster([new SiloProcess(
            "the process",
            "127.0.0.1",
            Cluster.Settings([new("ConnectionStrings:Metrics", $"Data Source={_data.File("metrics.db")}")]),
            "dotnet")]);
        var silo = cluster.Silos[0];
        await cluster.EnsureReadyAsync();
        await scenario.LoadAsync(cluster.Addresses);

        var windows = new List<TimeSpan>();
        var kills = FaultRun.Times(3, 20);
        for (var i = 0; i < kills; i++)
        {
            await scenario.PauseAsync(0.2, 2);
            var fault = Stopwatch.GetTimestamp();
            await silo.KillAsync();
            silo.Start();
            windows.AddRange(await scenario.WaitForRecoveryAsync(fault));
        }

        scenario.Say($"{kills} SIGKILLs, each followed by a start; window per bucket, start included: {Report.Distribution(windows)}");
        await scenario.StopAndAssertAsync();
    }
}

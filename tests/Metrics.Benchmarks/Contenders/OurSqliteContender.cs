using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans on a SQLite file.</summary>
internal sealed class OurSqliteContender : IContender
{
    public const string ContenderName = "ours-sqlite";

    public string Name => ContenderName;

    public string Description => "Metrics.Gateway, one process, SQLite (WAL, `synchronous = FULL`)";

    public string? Missing => null;

    public bool Takes(Scenario scenario) => scenario != Scenario.Steady;

    public Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var folder = new TemporaryFolder();
        return OurContender.StartAsync("Sqlite", [$"Data Source={folder.File("metrics.db")}"], databaseId: null, folder, stop);
    }
}

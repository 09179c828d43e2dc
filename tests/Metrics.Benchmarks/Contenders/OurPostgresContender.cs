using Metrics.Benchmarks.Compare;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans on PostgreSQL.</summary>
internal sealed class OurPostgresContender : IContender
{
    public const string ContenderName = "ours-postgres";

    public string Name => ContenderName;

    public string Description => "Metrics.Gateway, one process, PostgreSQL";

    public string? Missing => PostgresContenders.Missing;

    public bool Takes(Scenario scenario) => true;

    public Task<RunningContender> StartAsync(CancellationToken stop) => StartAsync(databases: 1, processes: 1, stop);

    /// <summary>Starts so many processes on each of so many new databases.</summary>
    public static Task<RunningContender> StartAsync(int databases, int processes, CancellationToken stop)
    {
        var created = Enumerable.Range(0, databases).Select(_ => PostgresContenders.CreateDatabase()).ToArray();
        var ofProcesses = created.SelectMany(database => Enumerable.Repeat(database.ConnectionString, processes)).ToArray();
        return OurContender.StartAsync("Postgres", ofProcesses, created[0].ServerId, new TemporaryFolder(), stop, created);
    }
}

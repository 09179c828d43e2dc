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

    public Task<RunningContender> StartAsync(CancellationToken stop) => StartAsync(processes: 1, stop);

    /// <summary>Starts so many processes on one new database.</summary>
    public static Task<RunningContender> StartAsync(int processes, CancellationToken stop)
    {
        var database = PostgresContenders.CreateDatabase();
        return OurContender.StartAsync("Postgres", database.ConnectionString, database.ServerId, new TemporaryFolder(), processes, stop, database);
    }
}

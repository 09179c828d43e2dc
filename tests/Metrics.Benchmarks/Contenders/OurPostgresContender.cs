using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans on PostgreSQL.</summary>
internal sealed class OurPostgresContender : IContender
{
    public string Name => "ours-postgres";

    public string Description => "Metrics.Gateway, one process, PostgreSQL";

    public string? Missing => PostgresContenders.Missing;

    public Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var database = PostgresContenders.CreateDatabase();
        return OurContender.StartAsync("Postgres", database.ConnectionString, database.ServerId, new TemporaryFolder(), stop, database);
    }
}

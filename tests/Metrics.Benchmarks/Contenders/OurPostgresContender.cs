using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Contenders;

/// <summary>Metrics.Orleans on PostgreSQL.</summary>
internal sealed class OurPostgresContender : IContender
{
    public string Name => "ours-postgres";

    public string Description => "Metrics.Gateway, one process, PostgreSQL";

    public string? Missing => HasPostgresStorage ? PostgresContenders.Missing : "this build keeps data in SQLite only";

    private static bool HasPostgresStorage => typeof(StorageOptions).Assembly.GetTypes().Any(type => type.Name == "PostgresBuckets");

    public Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var database = PostgresContenders.CreateDatabase();
        return OurContender.StartAsync("Postgres", database.ConnectionString, database.ServerId, new TemporaryFolder(), stop, database);
    }
}

using System.Globalization;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Servers;

namespace Metrics.Benchmarks.Contenders;

/// <summary>The service one would write first: every request a transaction of its own.</summary>
/// <param name="poolSize">How many connections it keeps to PostgreSQL.</param>
internal sealed class UpsertContender(int poolSize) : IContender
{
    public string Name => "upsert";

    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"the same, with Npgsql and one `INSERT … ON CONFLICT DO UPDATE` per request, over arrays where it has many points, which are added up by key before; {poolSize} connections");

    public string? Missing => PostgresContenders.Missing;

    public bool UsesPostgres => true;

    public bool Takes(Scenario scenario) => scenario != Scenario.Steady;

    public Task<RunningContender> StartAsync(CancellationToken stop)
    {
        var database = PostgresContenders.CreateDatabase();
        return PlainContender.StartAsync(
            [ServeCommands.Upsert, "--database", database.ConnectionString, "--pool", poolSize.ToString(CultureInfo.InvariantCulture)],
            database.ServerId,
            stop,
            database);
    }
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>What tests share that cut connections to PostgreSQL: rows of a metric of their own, and the way to them through a proxy.</summary>
public abstract class PostgresProxyTests : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private protected static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric;

    private protected PostgresProxyTests(PostgresDatabase database)
    {
        Database = database;
        Pools = new PostgresPools(PostgresServer.Shared.ConnectionString(database.Name, Proxy.Port));
        Buckets = PostgresDatabase.CreateBuckets(Pools);
    }

    private protected static Receipt Receipt { get; } = new("request", 1, Start);

    /// <summary>The database, and a way to it that nobody cuts.</summary>
    private protected PostgresDatabase Database { get; }

    private protected CuttingProxy Proxy { get; } = new(PostgresServer.Shared.Port);

    /// <summary>Connections through the proxy.</summary>
    private protected PostgresPools Pools { get; }

    /// <summary>The tables, through the proxy.</summary>
    private protected PostgresBuckets Buckets { get; }

    private protected long Metric { get; } = NewMetric();

    /// <summary>Opens a connection and prepares the statements, so that the next request is the batch itself.</summary>
    public async Task InitializeAsync()
    {
        await Buckets.CommitAsync([Row("warm up", 1, 0, Receipt), Row("warm up, known", 1)]);
        await Buckets.CommitAsync([Row("warm up, known", 1, 1), Row("warm up, new", 1)]);
        await Buckets.CommitAsync([Row("warm up, known", 1, 2, Receipt)]);
        await Buckets.ClaimAsync([new IdempotentRequest(Metric, "warm up", "hash", Start)]);
        await Buckets.ReadAsync([Row("warm up", 0).Key]);
    }

    public Task DisposeAsync()
    {
        Pools.Dispose();
        Proxy.Dispose();
        return Task.CompletedTask;
    }

    private protected static long NewMetric() => Interlocked.Increment(ref s_lastMetric);

    private protected BucketRow Row(string key, decimal sum, long version = 0, params IReadOnlyList<Receipt> receipts) =>
        new(new BucketKey(Metric, Start, key), new Aggregate { Count = 1, Sum = sum }, version, receipts) { NextVersion = version + 1 };

    /// <summary>The stored sum and version of rows of this test's metric, or null where there is no row.</summary>
    private protected async Task<IEnumerable<(decimal, long)?>> FindAsync(params IEnumerable<string> keys)
    {
        var rows = await Buckets.ReadAsync([.. keys.Select(key => Row(key, 0).Key)]);
        return rows.Select(row => row is null ? ((decimal, long)?)null : (row.Aggregate.Sum!.Value, row.Version));
    }
}

using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Metrics.Tests.Support;

/// <summary>A database for one test class, with the schema in it.</summary>
public sealed class PostgresDatabase : IDisposable
{
    /// <summary>The server processes of this database that wait for a lock. Those of other databases on the server are no business of its tests.</summary>
    private const string Waiters = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    public PostgresDatabase()
    {
        Name = PostgresServer.Shared.CreateDatabase();
        Pools = new PostgresPools(ConnectionString);
        new SchemaMigrator(new PostgresSchema(Pools), NullLogger<SchemaMigrator>.Instance).Migrate();
        Buckets = CreateBuckets(Pools);
    }

    public string Name { get; }

    /// <summary>With more patience than the service has by itself: the machine may be busy with other tests.</summary>
    public string ConnectionString => PostgresServer.Shared.ConnectionString(Name) + ";Timeout=30";

    internal PostgresPools Pools { get; }

    internal PostgresBuckets Buckets { get; }

    /// <summary>The same tables over other connections.</summary>
    internal static PostgresBuckets CreateBuckets(
        PostgresPools pools, TimeSpan? retryTimeout = null, TimeProvider? time = null, ILogger<PostgresBuckets>? logger = null) =>
        new(pools, CreateRetry(pools, retryTimeout, time), time ?? TimeProvider.System, logger ?? NullLogger<PostgresBuckets>.Instance);

    /// <summary>Reads of the same tables.</summary>
    internal static PostgresQueries CreateQueries(PostgresPools pools) => new(pools.Reads, CreateRetry(pools));

    /// <summary>Runs one statement and returns the first value of its result.</summary>
    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Pools.Control.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs one statement.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = Pools.Control.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs one statement in a transaction that keeps the locks it takes until it is released.</summary>
    internal async Task<HeldTransaction> HoldAsync(string sql)
    {
        var connection = await Pools.Data.OpenConnectionAsync();
        var held = new HeldTransaction(connection, await connection.BeginTransactionAsync());
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    /// <summary>Waits until so many transactions wait for a lock.</summary>
    public async Task WaitForWaitersAsync(long count)
    {
        long waiting = 0;
        await Wait.UntilAsync(
            async () => (waiting = await QueryAsync<long>($"SELECT count(*) FROM {Waiters}")) >= count,
            () => $"{waiting} transactions wait for a lock");
    }

    /// <summary>Ends the connections of those that wait for a lock.</summary>
    public Task EndWaitersAsync() => QueryAsync<long>($"SELECT count(pg_terminate_backend(pid, 10000)) FROM {Waiters}");

    public void Dispose() => Pools.Dispose();

    private static PostgresRetry CreateRetry(PostgresPools pools, TimeSpan? timeout = null, TimeProvider? time = null)
    {
        var options = new StorageOptions();
        options.RetryTimeout = timeout ?? options.RetryTimeout;
        return new PostgresRetry(
            pools, Options.Create(options), time ?? TimeProvider.System, SilentMeters.Create(), NullLogger<PostgresRetry>.Instance, new LoneMember());
    }
}

using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Metrics.Tests.Support;

/// <summary>A database for one test class, with the schema in it.</summary>
public sealed class PostgresDatabase : IDisposable
{
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
    internal static PostgresBuckets CreateBuckets(PostgresPools pools, TimeSpan? retryTimeout = null, TimeProvider? time = null) =>
        new(pools, CreateRetry(retryTimeout, time), time ?? TimeProvider.System, NullLogger<PostgresBuckets>.Instance);

    /// <summary>Reads of the same tables.</summary>
    internal static PostgresQueries CreateQueries(PostgresPools pools) => new(pools.Reads, CreateRetry());

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

    public void Dispose() => Pools.Dispose();

    private static PostgresRetry CreateRetry(TimeSpan? timeout = null, TimeProvider? time = null)
    {
        var options = new StorageOptions();
        options.RetryTimeout = timeout ?? options.RetryTimeout;
        return new PostgresRetry(Options.Create(options), time ?? TimeProvider.System, SilentMeters.Create(), NullLogger<PostgresRetry>.Instance);
    }
}

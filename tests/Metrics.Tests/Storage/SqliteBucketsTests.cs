using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Metrics.Tests.Storage;

public sealed class SqliteBucketsTests : BucketDatabaseContract, IAsyncLifetime
{
    private readonly SqliteDatabase _database = new();

    private protected override IBucketDatabase Database => _database.Buckets;

    private protected override IBucketQueries Queries => _database.Queries;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();

    private protected override async Task DeleteRowsAsync(long metricId)
    {
        await using var connection = _database.File.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM metric_buckets WHERE metric_id = $metric";
        command.Parameters.Add("$metric", SqliteType.Integer).Value = metricId;
        await command.ExecuteNonQueryAsync();
    }

    private protected override Task<int> ForgetChunkAsync(Instant before)
    {
        using var connection = _database.File.Open();
        return Task.FromResult(new SqliteDeletions(connection).ForgetReceipts(before.ToUnixTimeMilliseconds(), 10_000));
    }

    private protected override async Task<long> CountRowsAsync(long metricId)
    {
        await using var connection = _database.File.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT (SELECT count(*) FROM metric_buckets WHERE metric_id = $metric)
                 + (SELECT count(*) FROM bucket_receipts WHERE metric_id = $metric)
                 + (SELECT count(*) FROM idempotent_requests WHERE metric_id = $metric)
                 + (SELECT count(*) FROM metric_keys WHERE metric_id = $metric)
                 + (SELECT count(*) FROM metric_key_counts WHERE metric_id = $metric)
            """;
        command.Parameters.Add("$metric", SqliteType.Integer).Value = metricId;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using NodaTime;
using SQLitePCL;

namespace Metrics.Tests.Storage;

public sealed class SqliteBucketsTests : BucketDatabaseContract, IAsyncLifetime
{
    private readonly SqliteDatabase _database = new();

    private protected override IBucketDatabase Database => _database.Buckets;

    private protected override IBucketQueries Queries => _database.Queries;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Some_keys_are_deleted_without_a_look_at_the_others()
    {
        const int others = 5_000;
        await CommitAsync(Enumerable.Range(0, others).Select(i => Row($"other{i}", i)));
        await CommitAsync(Row("a", 1), Row("b", 2));
        using var connection = _database.File.Open();
        var steps = 0;
        raw.sqlite3_progress_handler(connection.Handle, 1, _ => steps++ < 0 ? 1 : 0, null);

        Assert.Equal(2, new SqliteDeletions(connection).DeleteRange(Days(0, 100, "a", "b"), 10));

        // Commands of SQLite's own machine: each row that it looks at takes several.
        Assert.InRange(steps, 1, others);
    }

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

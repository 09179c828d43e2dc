using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Storage;

public sealed class SqliteBucketsTests : BucketDatabaseContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFile _file;
    private readonly SqliteBuckets _buckets;
    private readonly SqliteQueries _queries;

    public SqliteBucketsTests()
    {
        _file = new SqliteFile($"Data Source={_folder.File("metrics.db")};Pooling=False");
        new SchemaMigrator(new SqliteSchema(_file), NullLogger<SchemaMigrator>.Instance).Migrate();
        _buckets = new SqliteBuckets(_file, TimeProvider.System);
        _queries = new SqliteQueries(_file);
    }

    private protected override IBucketDatabase Database => _buckets;

    private protected override IBucketQueries Queries => _queries;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _queries.DisposeAsync();
        await _buckets.DisposeAsync();
        _file.Dispose();
        _folder.Dispose();
    }

    private protected override async Task DeleteRowsAsync(long metricId)
    {
        await using var connection = _file.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM metric_buckets WHERE metric_id = $metric";
        command.Parameters.Add("$metric", SqliteType.Integer).Value = metricId;
        await command.ExecuteNonQueryAsync();
    }

    private protected override async Task<long> CountRowsAsync(long metricId)
    {
        await using var connection = _file.Open();
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

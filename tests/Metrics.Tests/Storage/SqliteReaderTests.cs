using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Storage;

public sealed class SqliteReaderTests : BucketReaderContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFile _file;
    private readonly SqliteBuckets _buckets;
    private readonly SqliteQueries _queries;

    public SqliteReaderTests()
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
}

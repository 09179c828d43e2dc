using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Tests.Storage;

public sealed class SqliteReaderTests : BucketReaderContract, IAsyncLifetime
{
    private readonly SqliteDatabase _database = new();

    private protected override IBucketDatabase Database => _database.Buckets;

    private protected override IBucketQueries Queries => _database.Queries;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _database.DisposeAsync();
}

using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using Npgsql;

namespace Metrics.Tests.Storage;

public sealed class PostgresReaderTests(PostgresDatabase database) : BucketReaderContract, IClassFixture<PostgresDatabase>
{
    private protected override IBucketDatabase Database => database.Buckets;

    private protected override IBucketQueries Queries => PostgresDatabase.CreateQueries(database.Pools);

    [Fact]
    public async Task Reads_leave_cores_to_the_commits()
    {
        await using var command = database.Pools.Reads.CreateCommand("SHOW max_parallel_workers_per_gather");

        Assert.Equal("0", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_as_such()
    {
        using var pools = new PostgresPools(database.ConnectionString + ";Database=none");
        var reader = new BucketReader(PostgresDatabase.CreateQueries(pools));

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => reader.ReadLatestAsync(1, Silo.Model.AggregationType.Sum).ToListAsync().AsTask());

        Assert.IsType<PostgresException>(failure.InnerException);
    }
}

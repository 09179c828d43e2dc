using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;

namespace Metrics.Tests.Storage;

/// <summary>Batches that the server gets more than once, as after a lost answer.</summary>
public sealed class PostgresBucketWriterTests : PostgresProxyTests
{
    private readonly PostgresBucketWriter _writer;

    public PostgresBucketWriterTests(PostgresDatabase database)
        : base(database) => _writer = new PostgresBucketWriter(Pools.Data);

    [Fact]
    public async Task The_same_batch_delivered_twice_counts_once()
    {
        BucketRow[] rows = [Row("a", 1, 0, Receipt), Row("b", 1)];
        var batch = Guid.NewGuid();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await _writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await _writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Conflict, WriteOutcome.Conflict], await _writer.DecideAsync(rows, Guid.NewGuid(), Start));

        Assert.Equal([(1m, 1), (1m, 1)], await FindAsync("a", "b"));
    }

    [Fact]
    public async Task The_same_batch_of_rows_as_they_are_known_delivered_twice_counts_once()
    {
        await Buckets.CommitAsync([Row("a", 1)]);
        BucketRow[] rows = [Row("a", 2, 1, Receipt), Row("b", 1, 0, Receipt)];
        var batch = Guid.NewGuid();

        Assert.Equal([true, true], await _writer.WriteExpectedAsync(rows, batch, Start));
        Assert.Equal([false, false], await _writer.WriteExpectedAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await _writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Conflict, WriteOutcome.Conflict], await _writer.DecideAsync(rows, Guid.NewGuid(), Start));

        Assert.Equal([(2m, 2), (1m, 1)], await FindAsync("a", "b"));
    }

    [Fact]
    public async Task A_batch_delivered_again_after_another_one_is_a_conflict()
    {
        var batch = Guid.NewGuid();
        Assert.Equal([true], await _writer.WriteExpectedAsync([Row("a", 1)], batch, Start));
        Assert.Equal([true], await _writer.WriteExpectedAsync([Row("a", 2, 1)], Guid.NewGuid(), Start));

        Assert.Equal([false], await _writer.WriteExpectedAsync([Row("a", 1)], batch, Start));
        Assert.Equal([WriteOutcome.Conflict], await _writer.DecideAsync([Row("a", 1)], batch, Start));

        Assert.Equal([(2m, 2)], await FindAsync("a"));
    }
}

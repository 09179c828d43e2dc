using Metrics.Silo.Model;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Storage;

/// <summary>Metrics that are deleted.</summary>
public abstract partial class BucketDatabaseContract
{
    [Fact]
    public async Task A_purge_leaves_nothing_of_the_metric_and_touches_no_other()
    {
        var other = NewMetric();
        foreach (var metric in (long[])[_metric, other])
        {
            await CommitAsync(Enumerable.Range(0, 50).Select(i => Row(metric, $"key{i}", 1, 0, new Receipt("request", 1, Start))));
            await Database.ClaimAsync([new IdempotentRequest(metric, "request", "hash", Start)]);
        }

        await Database.PurgeAsync(_metric);

        Assert.Equal(0, await CountRowsAsync(_metric));
        Assert.Equal(101, await CountRowsAsync(other));
    }

    [Fact]
    public async Task A_purge_of_many_rows_ends()
    {
        for (var batch = 0; batch < 5; batch++)
        {
            await CommitAsync(Enumerable.Range(0, 5_000).Select(i => Row($"{batch}-{i}", 1)));
        }

        await Database.PurgeAsync(_metric);

        Assert.Equal(0, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task A_purge_may_be_repeated_and_may_find_nothing()
    {
        await Database.PurgeAsync(_metric);
        await Database.PurgeAsync(_metric);

        Assert.Equal(0, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task Rows_of_a_deleted_metric_are_refused_and_their_neighbours_are_not()
    {
        var (before, after) = (_metric, NewMetric());
        var deleted = NewMetric();
        await CommitAsync(Row(deleted, "old", 1));
        await Database.PurgeAsync(deleted);

        var outcomes = await CommitAsync(
            Row(before, "k", 1), Row(after, "k", 1), Row(deleted, "new", 1), Row(deleted, "old", 2, 1, new Receipt("request", 1, Start)));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.MetricDeleted, WriteOutcome.MetricDeleted], outcomes);
        Assert.Equal(0, await CountRowsAsync(deleted));
    }

    [Fact]
    public async Task A_delete_against_running_writers_leaves_no_row_behind()
    {
        for (var round = 0; round < 10; round++)
        {
            var metric = NewMetric();
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteUntilDeletedAsync(metric, writer, begun))));
            await begun.Task;

            await Database.PurgeAsync(metric);

            Assert.Equal(0, await CountRowsAsync(metric));
            await writers;
            Assert.Equal(0, await CountRowsAsync(metric));
        }
    }

    /// <summary>New rows in each batch, with receipts and claims, until the metric is deleted; from then on all are refused.</summary>
    private async Task WriteUntilDeletedAsync(long metric, int writer, TaskCompletionSource begun)
    {
        for (var batch = 0; ; batch++)
        {
            var claims = await Database.ClaimAsync([new IdempotentRequest(metric, $"{writer}-{batch}", "hash", Start)]);
            var outcomes = await CommitAsync(
                Enumerable.Range(0, 20).Select(i => Row(metric, $"{writer}-{batch}-{i:D2}", 1, 0, new Receipt($"{i}", 1, Start))));
            begun.TrySetResult();
            if (outcomes.Contains(WriteOutcome.MetricDeleted))
            {
                Assert.All(outcomes, outcome => Assert.Equal(WriteOutcome.MetricDeleted, outcome));
                return;
            }

            Assert.NotNull(Assert.Single(claims));
        }
    }
}

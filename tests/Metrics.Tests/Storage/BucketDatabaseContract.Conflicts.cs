using Metrics.Silo.Model;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Storage;

/// <summary>Several who write at once.</summary>
public abstract partial class BucketDatabaseContract
{
    [Fact]
    public async Task Of_two_writers_with_one_version_the_second_is_told()
    {
        await CommitAsync(Row("k", 1));

        Assert.Equal([WriteOutcome.Written], await CommitAsync(Row("k", 2, 1)));
        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 3, 1)));

        Assert.Equal((2m, 2), await FindAsync("k"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_knows_a_write_that_the_database_has_lost_is_told_after_another_one(bool isReplaced)
    {
        await CommitAsync(Row("k", 1));
        var bucket = new BucketKey(_metric, Start, "k");
        var lost = new BucketRow(bucket, Of(2), 1);
        if (isReplaced)
        {
            await Database.ReplaceAsync([new BucketRow(bucket, Of(10), 0)]);
        }
        else
        {
            await CommitAsync(new BucketRow(bucket, Of(10), 1));
        }

        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(new BucketRow(bucket, Of(3), lost.NextVersion)));
        Assert.Equal(10, (await FindAsync("k"))!.Value.Sum);
    }

    [Fact]
    public async Task A_first_write_of_a_row_that_is_there_is_a_conflict()
    {
        await CommitAsync(Row("k", 1));

        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 2)));

        Assert.Equal((1m, 1), await FindAsync("k"));
    }

    [Fact]
    public async Task A_later_write_of_a_row_that_is_gone_does_not_bring_it_back()
    {
        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 2, 7)));

        Assert.Null(await FindAsync("k"));
    }

    [Fact]
    public async Task A_conflict_leaves_its_neighbours_alone()
    {
        await CommitAsync(Row("b", 1), Row("c", 1));

        var outcomes = await CommitAsync(Row("a", 2), Row("b", 2, 9), Row("c", 2, 1), Row("d", 2, 1), Row("e", 2));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Conflict, WriteOutcome.Written, WriteOutcome.Conflict, WriteOutcome.Written], outcomes);
        Assert.Equal((2m, 1), await FindAsync("a"));
        Assert.Equal((1m, 1), await FindAsync("b"));
        Assert.Equal((2m, 2), await FindAsync("c"));
        Assert.Null(await FindAsync("d"));
        Assert.Equal((2m, 1), await FindAsync("e"));
    }

    [Fact]
    public async Task Concurrent_first_writes_leave_one_winner_for_each_row()
    {
        const int writers = 8;
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"key{i:D2}")];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer =>
            Task.Run(() => CommitAsync(keys.Where((_, i) => (i + writer) % 3 != 0).Select(key => Row(key, writer))))));

        Assert.Equal(keys.Length, outcomes.Sum(batch => batch.Count(outcome => outcome == WriteOutcome.Written)));
        Assert.DoesNotContain(outcomes.SelectMany(batch => batch), outcome => outcome is not (WriteOutcome.Written or WriteOutcome.Conflict));
        var rows = await Database.ReadAsync([.. keys.Select(key => new BucketKey(_metric, Start, key))]);
        Assert.All(rows, row => Assert.Equal(1, row!.Version));
    }

    [Fact]
    public async Task Concurrent_writers_lose_no_increment_and_count_none_twice()
    {
        const int writers = 6;
        const int increments = 40;
        string[] keys = ["a", "b", "c", "d"];

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => IncrementAsync(writer))));

        var rows = await Database.ReadAsync([.. keys.Select(key => new BucketKey(_metric, Start, key))]);
        Assert.All(rows, row => Assert.Equal(writers * increments, row!.Aggregate.Sum));

        // Reads, adds one to all that are still to be added to, and repeats for those that another writer was quicker with.
        async Task IncrementAsync(int writer)
        {
            var left = keys.ToDictionary(key => key, _ => increments);
            while (left.Values.Any(count => count > 0))
            {
                var pending = left.Where(pair => pair.Value > 0).Select(pair => new BucketKey(_metric, Start, pair.Key)).Order().ToArray();
                var current = await Database.ReadAsync(pending);
                var outcomes = await Database.CommitAsync(
                    [.. pending.Zip(current, (key, row) => new BucketRow(key, Of((row?.Aggregate.Sum ?? 0) + 1), row?.Version ?? 0))]);
                for (var i = 0; i < pending.Length; i++)
                {
                    left[pending[i].Key] -= outcomes[i] == WriteOutcome.Written ? 1 : 0;
                }
            }
        }
    }
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>Ranges that are deleted.</summary>
public abstract partial class BucketDatabaseContract
{
    [Fact]
    public async Task A_range_is_deleted_from_its_start_on_and_before_its_end()
    {
        await CommitDaysAsync(0, 10, "");

        Assert.Equal(3, await Database.DeleteAsync(Days(4, 7)));

        Assert.Equal([0, 1, 2, 3, 7, 8, 9], await FindDaysAsync(10, ""));
        Assert.Equal(0, await Database.DeleteAsync(Days(4, 7)));
    }

    [Fact]
    public async Task A_range_of_some_keys_leaves_the_others()
    {
        foreach (var key in (string[])["a", "b", "ä", "🙂", "'"])
        {
            await CommitDaysAsync(0, 3, key);
        }

        Assert.Equal(6, await Database.DeleteAsync(Days(1, 100, "b", "🙂", "'", "none")));

        Assert.Equal([0, 1, 2], await FindDaysAsync(3, "a"));
        Assert.Equal([0], await FindDaysAsync(3, "b"));
        Assert.Equal([0, 1, 2], await FindDaysAsync(3, "ä"));
        Assert.Equal([0], await FindDaysAsync(3, "🙂"));
        Assert.Equal([0], await FindDaysAsync(3, "'"));
    }

    [Fact]
    public async Task A_range_of_one_metric_leaves_the_others()
    {
        var other = NewMetric();
        await CommitAsync(Row("k", 1), Row(other, "k", 1));

        Assert.Equal(1, await Database.DeleteAsync(Days(0, 100)));

        Assert.Equal(0, await CountRowsAsync(_metric));
        Assert.Equal(1, await CountRowsAsync(other));
    }

    [Fact]
    public async Task A_long_range_is_deleted_to_its_end()
    {
        foreach (var day in Enumerable.Range(0, 5))
        {
            await CommitAsync(Enumerable.Range(0, 5_000).Select(i =>
                new BucketRow(new BucketKey(_metric, Start + Duration.FromDays(day), $"key{i:D4}"), Of(i), 0)));
        }

        Assert.Equal(4, await Database.DeleteAsync(Days(0, 4, "key0000")));
        Assert.Equal(4 * 4_999, await Database.DeleteAsync(Days(0, 4)));

        Assert.Equal(5_000, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task Long_ranges_of_some_keys_are_deleted_to_their_end()
    {
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            await CommitAsync(Enumerable.Range(0, 5_001).Select(i => new BucketRow(new BucketKey(_metric, Start + Duration.FromHours(i), key), Of(i), 0)));
        }

        var end = Start + Duration.FromHours(5_000);
        Assert.Equal(15_000, await Database.DeleteAsync(new BucketRange(_metric, Start, end, ["a", "c", "d", "none"])));

        Assert.Equal(5_001 + 3, await CountRowsAsync(_metric));
        Assert.Equal(5_000, await Database.DeleteAsync(new BucketRange(_metric, Start, end, ["b"])));
    }

    [Fact]
    public async Task Receipts_stay_so_that_a_request_adds_only_once()
    {
        var receipt = new Receipt("request", 1, Start);
        await CommitAsync(Row("k", 1, 0, receipt));
        await Database.DeleteAsync(Days(0, 100));

        Assert.Equal([receipt], await FindReceiptsAsync("k", "request"));
        Assert.Equal([WriteOutcome.Duplicate], await CommitAsync(Row("k", 2, 0, receipt with { Value = 2 })));
        Assert.Null(await FindAsync("k"));
    }

    [Fact]
    public async Task Who_knows_a_row_that_was_deleted_does_not_write_it_back()
    {
        await CommitAsync(Row("k", 1));
        await Database.DeleteAsync(Days(0, 100));

        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 2, 1)));
        Assert.Null(await FindAsync("k"));
    }

    [Fact]
    public async Task Who_knows_a_row_that_was_deleted_does_not_take_its_successor_for_it()
    {
        await CommitAsync(new BucketRow(new BucketKey(_metric, Start, "k"), Of(1), 0));
        var deleted = (await FindAsync("k"))!.Value.Version;
        await Database.DeleteAsync(Days(0, 100));
        await CommitAsync(new BucketRow(new BucketKey(_metric, Start, "k"), Of(10), 0));
        var version = (await FindAsync("k"))!.Value.Version;

        Assert.NotEqual(deleted, version);
        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 2, deleted)));
        Assert.Equal([WriteOutcome.Written], await CommitAsync(Row("k", 11, version)));
        Assert.Equal((11m, version + 1), await FindAsync("k"));
    }

    [Fact]
    public async Task Deletions_against_running_writers_lose_nothing_that_comes_after_them()
    {
        // Each writer adds one to all rows again and again; whoever meets a deletion begins anew.
        const int writers = 4;
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"key{i:D2}")];
        BucketKey[] buckets = [.. keys.Select(key => new BucketKey(_metric, Start, key))];
        var (added, stop) = (new long[keys.Length], new CancellationTokenSource());
        var running = Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(WriteAsync)));
        for (var round = 0; round < 20; round++)
        {
            var before = ReadAdded();
            await Database.DeleteAsync(Days(0, 100));
            var after = ReadAdded();
            await Database.ReadAsync(buckets);
            var least = ReadAdded();
            var rows = await Database.ReadAsync(buckets);
            var most = ReadAdded();

            // An addition that is committed may not be counted here yet, one for each writer.
            Assert.All(rows, (row, i) => Assert.InRange(
                row?.Aggregate.Sum ?? 0, least[i] - after[i] - writers, most[i] - before[i] + writers));
        }

        await stop.CancelAsync();
        await running;
        await Database.DeleteAsync(Days(0, 100));
        Assert.Equal(0, await CountRowsAsync(_metric));

        long[] ReadAdded() => [.. added.Select((_, i) => Interlocked.Read(ref added[i]))];

        async Task WriteAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var current = await Database.ReadAsync(buckets);
                var outcomes = await Database.CommitAsync([.. buckets.Zip(current, (bucket, row) => new BucketRow(bucket, Of((row?.Aggregate.Sum ?? 0) + 1), row?.Version ?? 0))]);
                for (var i = 0; i < keys.Length; i++)
                {
                    Interlocked.Add(ref added[i], outcomes[i] == WriteOutcome.Written ? 1 : 0);
                }
            }
        }
    }

    private protected BucketRange Days(int first, int end, params IReadOnlyList<string> keys) =>
        new(_metric, Start + Duration.FromDays(first), Start + Duration.FromDays(end), keys);

    private Task<IReadOnlyList<WriteOutcome>> CommitDaysAsync(int first, int count, string key) => CommitAsync(Enumerable.Range(first, count).Select(day =>
        new BucketRow(new BucketKey(_metric, Start + Duration.FromDays(day), key), Of(day), 0)));

    private async Task<IEnumerable<int>> FindDaysAsync(int count, string key)
    {
        var rows = await Database.ReadAsync([.. Enumerable.Range(0, count).Select(day => new BucketKey(_metric, Start + Duration.FromDays(day), key))]);
        return Enumerable.Range(0, count).Where(day => rows[day] is not null);
    }
}

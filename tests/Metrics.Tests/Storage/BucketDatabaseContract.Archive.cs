using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>Aggregates that are read and replaced past the grains.</summary>
public abstract partial class BucketDatabaseContract
{
    private BucketArchive Archive => new(Database, Queries);

    [Fact]
    public async Task Buckets_are_read_by_start_and_by_the_bytes_of_their_keys()
    {
        string[] keys = ["", " ", "A", "Z", "a", "a ", "aa", "ß", "ä", "\uE000", "\uFFFD", "🙂"];
        await CommitAsync(keys.Select((key, i) => Row(key, i)));
        await CommitDaysAsync(-1, 1, "z");
        await CommitDaysAsync(1, 1, "");

        var buckets = await ReadAllAsync(_metric);

        Assert.Equal(
            [.. (StoredBucket[])[new(new(_metric, Start - Duration.FromDays(1), "z"), Of(-1))],
             .. keys.OrderBy(key => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal)
                 .Select(key => new StoredBucket(new(_metric, Start, key), Of(Array.IndexOf(keys, key)))),
             new StoredBucket(new(_metric, Start + Duration.FromDays(1), ""), Of(1))],
            buckets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BucketArchive.PageSize)]
    [InlineData(BucketArchive.PageSize + 1)]
    public async Task All_buckets_are_read_however_many_pages_they_fill(int count)
    {
        var buckets = Enumerable.Range(0, count).Select(i => new StoredBucket(new(_metric, Start, $"key{i:D5}"), Of(i))).ToArray();
        await Archive.ReplaceAsync(buckets);

        Assert.Equal(buckets, await ReadAllAsync(_metric));
    }

    [Fact]
    public async Task Nothing_more_is_read_for_one_who_has_gone()
    {
        using var request = new CancellationTokenSource();
        await Archive.ReplaceAsync(Enumerable.Range(0, BucketArchive.PageSize).Select(i => new StoredBucket(new(_metric, Start, $"key{i:D5}"), Of(i))));
        await using var pages = Archive.ReadAsync(_metric, request.Token).GetAsyncEnumerator();
        Assert.True(await pages.MoveNextAsync());

        await request.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await pages.MoveNextAsync());
    }

    [Fact]
    public async Task Replaced_buckets_are_there_as_they_are_told_and_who_knew_the_former_ones_is_told()
    {
        await CommitAsync(Row("k", 1), Row("other", 1));

        await Archive.ReplaceAsync(
        [
            new(new(_metric, Start, "new"), Of(5)), new(new(_metric, Start, "k"), Of(6)), new(new(_metric, Start, "k"), Of(7)),
        ]);

        Assert.Equal(7m, (await FindAsync("k"))!.Value.Sum);
        Assert.Equal(5m, (await FindAsync("new"))!.Value.Sum);
        Assert.Equal((1m, 1), await FindAsync("other"));
        Assert.Equal([WriteOutcome.Conflict], await CommitAsync(Row("k", 2, 1)));
    }

    [Fact]
    public async Task Buckets_of_a_deleted_metric_are_not_replaced()
    {
        await Database.PurgeAsync(_metric);

        await Assert.ThrowsAsync<MetricDeletedException>(() => Archive.ReplaceAsync([new(new(_metric, Start, "k"), Of(1))]));
        Assert.Equal(0, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task Buckets_are_replaced_while_others_write_them()
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var version = 0L; !stop.IsCancellationRequested; version = (await ReadAsync("k"))?.Version ?? 0)
            {
                await CommitAsync(Row("k", 1, version));
            }
        });

        for (var i = 0; i < 20; i++)
        {
            await Archive.ReplaceAsync([new(new(_metric, Start, "k"), Of(1_000)), new(new(_metric, Start, "l"), Of(i))]);
        }

        await stop.CancelAsync();
        await writer;
        Assert.Equal(19m, (await FindAsync("l"))!.Value.Sum);
    }

    private async Task<IReadOnlyList<StoredBucket>> ReadAllAsync(long metric)
    {
        var buckets = new List<StoredBucket>();
        await foreach (var page in Archive.ReadAsync(metric))
        {
            buckets.AddRange(page);
        }

        return buckets;
    }
}

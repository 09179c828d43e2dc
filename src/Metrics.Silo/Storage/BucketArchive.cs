using System.Runtime.CompilerServices;

namespace Metrics.Silo.Storage;

/// <summary>Takes aggregates out of the database and puts them in as they are, past the grains; a page at a time, so that memory stays bounded.</summary>
public sealed class BucketArchive
{
    /// <summary>How many aggregates a page holds at most.</summary>
    public const int PageSize = 5_000;

    /// <summary>How many pages are put in at a time. An import has one under way, and there may be many imports.</summary>
    private const int MaxPages = 2;

    private readonly IBucketDatabase _database;
    private readonly IBucketQueries _queries;
    private readonly Turns _pages = new(MaxPages);

    internal BucketArchive(IBucketDatabase database, IBucketQueries queries) => (_database, _queries) = (database, queries);

    /// <summary>All aggregates of a metric by start and key, page by page. Each is as it stands when its page is read.</summary>
    /// <param name="metricId">The metric.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StoredBucket>> ReadAsync(
        long metricId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BucketKey? last = null;
        int count;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await DatabaseCall.RunAsync(() => _queries.ReadAggregatesAsync(metricId, last, PageSize));
            count = page.Count;
            if (count > 0)
            {
                last = page[^1].Key;
                yield return page;
            }
        }
        while (count == PageSize);
    }

    /// <summary>
    /// Puts these aggregates in the place of those that are there, if any. A bucket that is active finds out at its next point,
    /// and goes on from here. On disk when this returns.
    /// </summary>
    /// <param name="buckets">Up to <see cref="PageSize"/>. Where a key is there twice the later one counts.</param>
    /// <exception cref="MetricDeletedException">A metric of them is deleted. Others of them may be replaced.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer. They may be replaced.</exception>
    public async Task ReplaceAsync(IEnumerable<StoredBucket> buckets)
    {
        var byKey = new SortedDictionary<BucketKey, Aggregate>();
        foreach (var bucket in buckets)
        {
            byKey[bucket.Key] = bucket.Aggregate;
        }

        if (!await _pages.RunAsync(() => DatabaseCall.RunAsync(() => ReplaceAsync(byKey))))
        {
            throw new MetricDeletedException();
        }
    }

    private async Task<bool> ReplaceAsync(SortedDictionary<BucketKey, Aggregate> buckets)
    {
        // Metrics come in ascending order here. What was exported comes back, also where a limit is lower by now.
        var keys = buckets.Keys.Where(key => key.Key.Length > 0).Select(key => new MetricKey(key.MetricId, key.Key)).Distinct().ToList();
        await _database.AdmitKeysAsync(keys, limit: long.MaxValue);
        return await _database.ReplaceAsync([.. buckets.Select(bucket => new BucketRow(bucket.Key, bucket.Value, 0))]);
    }
}

/// <summary>One aggregate as the database keeps it.</summary>
/// <param name="Key">Its metric, time bucket and key.</param>
/// <param name="Aggregate">The aggregate.</param>
public sealed record StoredBucket(BucketKey Key, Aggregate Aggregate);

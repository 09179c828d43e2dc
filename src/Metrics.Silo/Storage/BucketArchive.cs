namespace Metrics.Silo.Storage;

/// <summary>Takes aggregates out of the database and puts them in as they are, past the grains. A page at a time, so that memory stays bounded.</summary>
public sealed class BucketArchive
{
    /// <summary>How many aggregates a page holds at most.</summary>
    public const int PageSize = 5_000;

    /// <summary>How often rows that others change meanwhile are tried again, a few milliseconds each time.</summary>
    private const int MaxAttempts = 200;

    private readonly IBucketDatabase _database;

    internal BucketArchive(IBucketDatabase database) => _database = database;

    /// <summary>All aggregates of a metric by start and key, page by page. Each is as it stands when its page is read.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StoredBucket>> ReadAsync(long metricId)
    {
        var last = new BucketKey(metricId, TimeBucket.BeforeAll, "");
        int count;
        do
        {
            var page = await _database.ReadNextAsync(last, PageSize);
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
    /// <exception cref="StorageUnavailableException">Some may be replaced and some not; this call may be repeated.</exception>
    public async Task ReplaceAsync(IEnumerable<StoredBucket> buckets)
    {
        var byKey = new SortedDictionary<BucketKey, Aggregate>();
        foreach (var bucket in buckets)
        {
            byKey[bucket.Key] = bucket.Aggregate;
        }

        // What was exported comes back, also where a limit is lower by now.
        await _database.AdmitKeysAsync(
            [.. byKey.Keys.Where(key => key.Key.Length > 0).Select(key => new MetricKey(key.MetricId, key.Key)).Distinct().OrderBy(key => key.MetricId)],
            limit: long.MaxValue);
        KeyValuePair<BucketKey, Aggregate>[] left = [.. byKey];
        for (var attempt = 1; left.Length > 0; attempt++)
        {
            var outcomes = await TryReplaceAsync(left);
            if (outcomes.Contains(WriteOutcome.MetricDeleted))
            {
                throw new MetricDeletedException();
            }

            if (outcomes.Contains(WriteOutcome.Refused) || attempt == MaxAttempts)
            {
                throw new StorageUnavailableException("Some aggregates could not be replaced.");
            }

            left = [.. left.Where((_, i) => outcomes[i] != WriteOutcome.Written)];
        }
    }

    private async Task<IReadOnlyList<WriteOutcome>> TryReplaceAsync(KeyValuePair<BucketKey, Aggregate>[] buckets)
    {
        var current = await _database.ReadAsync(Array.ConvertAll(buckets, bucket => bucket.Key));
        return await _database.CommitAsync([.. buckets.Select((bucket, i) =>
            BucketRow.After(bucket.Key, bucket.Value, current[i]?.Version ?? 0))]);
    }
}

/// <summary>One aggregate as the database keeps it.</summary>
/// <param name="Key">Its metric, time bucket and key.</param>
/// <param name="Aggregate">The aggregate.</param>
public sealed record StoredBucket(BucketKey Key, Aggregate Aggregate);

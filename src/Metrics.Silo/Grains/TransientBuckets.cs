using System.Runtime.InteropServices;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Silo.Grains;

/// <summary>
/// Opens buckets for as long as a request adds to them, without their grains. A back-fill touches many buckets once: a grain for each would cost
/// several times what the rest of the way of a point does, and stay in memory for minutes. A bucket that is asked for again soon goes the
/// way of others: where it belongs, or to its grain.
/// </summary>
/// <remarks>
/// Where the grain of such a bucket is active all the same, here or in another silo, the version of the row tells: who writes second is
/// refused, and adds anew to what the first has written, by way of the grain.
/// </remarks>
public sealed class TransientBuckets
{
    /// <summary>How long a bucket must be over. Its grain may be there for so long after the last point that came in time.</summary>
    private static readonly Duration MinAge = Duration.FromTimeSpan(LocalBucket.IdleTime);

    /// <summary>How many closed buckets are remembered, and for how long; at times up to twice as many, up to three times as long.</summary>
    private const int MaxRecent = 50_000;
    private static readonly TimeSpan RecentTime = TimeSpan.FromSeconds(15);

    /// <summary>In place of a bucket that another request has read.</summary>
    private static readonly Task<ActiveBucket> NotRead = Task.FromResult<ActiveBucket>(null!);

    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<BucketKey, Opened> _opened = [];
    private HashSet<BucketKey> _closed = [];
    private HashSet<BucketKey> _closedBefore = [];
    private long _turned;

    internal TransientBuckets(BucketStorage storage, LocalBuckets local, TimeProvider time)
    {
        (_storage, _local, _time) = (storage, local, time);
        _turned = time.GetTimestamp();
    }

    /// <summary>Whether the bucket is not likely to be asked for again: its time ended a while ago, and no request has used it lately.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="end">When its time ends.</param>
    /// <param name="now">What the time is.</param>
    public bool Suits(BucketKey bucket, Instant end, Instant now)
    {
        if (end > now - MinAge)
        {
            return false;
        }

        lock (_lock)
        {
            Turn();
            return _opened.ContainsKey(bucket) || !(_closed.Contains(bucket) || _closedBefore.Contains(bucket));
        }
    }

    /// <summary>Reads the buckets, all together, where no other request has them open. To be followed by <see cref="Close"/>.</summary>
    /// <returns>For each, in the same order, the bucket in the memory of this silo.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task<LocalBucket[]> OpenAsync(IReadOnlyList<BucketKey> keys)
    {
        // From now on, before they are read, so that all who come meanwhile share them.
        var opened = new Opened[keys.Count];
        lock (_lock)
        {
            for (var i = 0; i < opened.Length; i++)
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_opened, keys[i], out _);
                opened[i] = entry ??= new Opened();
                entry.Requests++;
            }
        }

        try
        {
            var read = await Task.WhenAll(keys.Select((key, i) => opened[i].Bucket is null ? _storage.OpenAsync(key, static () => { }) : NotRead));
            lock (_lock)
            {
                return [.. opened.Zip(read, (entry, bucket) => entry.Bucket ??= _local.Find(bucket.Key) ?? (entry.Own = _local.Register(bucket)))];
            }
        }
        catch
        {
            // Among them may be some that another request has opened, and has left to this one.
            Close(keys);
            throw;
        }
    }

    /// <summary>A request is done with the buckets. One that no other request has open is closed as soon as it waits for no commit.</summary>
    public void Close(IReadOnlyList<BucketKey> keys)
    {
        foreach (var bucket in Leave(keys))
        {
            _ = _local.CloseAsync(bucket);
        }
    }

    /// <summary>One request less has the buckets open.</summary>
    /// <returns>Those that were opened here and that no request has open any more.</returns>
    private List<LocalBucket> Leave(IReadOnlyList<BucketKey> keys)
    {
        var left = new List<LocalBucket>();
        lock (_lock)
        {
            Turn();
            foreach (var key in keys)
            {
                if (--_opened[key].Requests == 0 && _opened.Remove(key, out var opened) && opened.Own is { } bucket)
                {
                    _closed.Add(key);
                    left.Add(bucket);
                }
            }
        }

        return left;
    }

    /// <summary>Forgets the older of the closed buckets, where the younger ones are old enough to take their place, or many.</summary>
    private void Turn()
    {
        if (_time.GetElapsedTime(_turned) >= RecentTime || _closed.Count >= MaxRecent)
        {
            (_closedBefore, _closed) = (_time.GetElapsedTime(_turned) < 2 * RecentTime ? _closed : [], []);
            _turned = _time.GetTimestamp();
        }
    }

    private sealed class Opened
    {
        /// <summary>The bucket, once it is read.</summary>
        public LocalBucket? Bucket { get; set; }

        /// <summary>The same bucket if it was opened here; null if it is that of a grain, or a young one, which others close.</summary>
        public LocalBucket? Own { get; set; }

        /// <summary>How many requests have it open.</summary>
        public int Requests { get; set; }
    }
}

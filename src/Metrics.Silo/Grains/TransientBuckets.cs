using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Silo.Grains;

/// <summary>
/// Opens buckets for as long as a request adds to them, without their grains. A back-fill touches many buckets once, as does a flood of new
/// keys: a grain for each would cost several times what the rest of the way of a point does, and stay in memory for minutes. A bucket that
/// is asked for again soon gets its grain.
/// </summary>
/// <remarks>
/// Where the grain of such a bucket is active all the same, here or in another silo, the version of the row tells: who writes second is
/// refused, and adds anew to what the first has written, by way of the grain.
/// </remarks>
public sealed class TransientBuckets
{
    /// <summary>How long a bucket must be over. Its grain may be there for so long after the last point that came in time.</summary>
    private static readonly Duration MinAge = Duration.FromTimeSpan(LocalBucket.IdleTime);

    /// <summary>How many closed buckets are remembered, and for how long; at times up to twice that.</summary>
    private const int MaxRecent = 50_000;
    private static readonly TimeSpan RecentTime = TimeSpan.FromSeconds(15);

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

    /// <summary>Whether the bucket is the first one of a key that was admitted as new a moment ago. It need not even be read.</summary>
    public bool IsNew(BucketKey bucket) => _storage.IsNew(bucket);

    /// <summary>
    /// Whether the bucket is not likely to be asked for again: it is the first one of a new key, or was over a while ago, and no request was
    /// done with it lately.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="end">When its time ends.</param>
    /// <param name="now">What the time is.</param>
    public bool Suits(BucketKey bucket, Instant end, Instant now) => IsNew(bucket) || (end <= now - MinAge && !IsRecent(bucket));

    /// <summary>Reads the buckets, all together, where no other request has them open. To be followed by <see cref="Close"/>.</summary>
    /// <returns>For each, in the same order, the bucket in the memory of this silo.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task<LocalBucket[]> OpenAsync(IEnumerable<BucketKey> keys)
    {
        var read = await Task.WhenAll(keys.Select(key => _storage.OpenAsync(key, static () => { })));
        lock (_lock)
        {
            return Array.ConvertAll(read, Join);
        }
    }

    /// <summary>A request is done with the buckets. Those that no other has open take nothing more.</summary>
    public void Close(IEnumerable<LocalBucket> buckets)
    {
        foreach (var bucket in buckets.Where(IsLast))
        {
            _local.Unregister(bucket);

            // Not awaited: who has added to it awaits that commit.
            _ = bucket.Bucket.CloseAsync();
        }
    }

    private LocalBucket Join(ActiveBucket read)
    {
        if (!_opened.TryGetValue(read.Key, out var opened))
        {
            if (_local.Find(read.Key) is { } ofGrain)
            {
                return ofGrain;
            }

            _opened.Add(read.Key, opened = new Opened(_local.Register(read)));
        }

        opened.Requests++;
        return opened.Bucket;
    }

    /// <summary>Whether the request that is done with it was the last one.</summary>
    private bool IsLast(LocalBucket bucket)
    {
        var key = bucket.Bucket.Key;
        lock (_lock)
        {
            if (!_opened.TryGetValue(key, out var opened) || opened.Bucket != bucket || --opened.Requests > 0)
            {
                return false;
            }

            Turn();
            _closed.Add(key);
            return _opened.Remove(key);
        }
    }

    private bool IsRecent(BucketKey key)
    {
        lock (_lock)
        {
            Turn();
            return !_opened.ContainsKey(key) && (_closed.Contains(key) || _closedBefore.Contains(key));
        }
    }

    /// <summary>Forgets what was closed before, where what was closed since has had its time, or is much.</summary>
    private void Turn()
    {
        if (_time.GetElapsedTime(_turned) >= RecentTime || _closed.Count >= MaxRecent)
        {
            (_closedBefore, _closed) = (_time.GetElapsedTime(_turned) < 2 * RecentTime ? _closed : [], []);
            _turned = _time.GetTimestamp();
        }
    }

    private sealed class Opened(LocalBucket bucket)
    {
        public LocalBucket Bucket => bucket;

        public int Requests { get; set; }
    }
}

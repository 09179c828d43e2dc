using System.Collections.Concurrent;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>The buckets whose grains live in this silo.</summary>
/// <param name="time">Measures how long a bucket had no message.</param>
public sealed class LocalBuckets(TimeProvider time)
{
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];

    /// <summary>How many they are.</summary>
    internal int Count => _buckets.Count;

    /// <summary>The bucket, where it is here; null where it is not.</summary>
    public LocalBucket? Find(BucketKey key) => _buckets.GetValueOrDefault(key);

    /// <summary>The grain of the bucket lives here from now on.</summary>
    internal LocalBucket Register(ActiveBucket bucket) => _buckets[bucket.Key] = new LocalBucket(bucket, time);

    /// <summary>The grain is about to go.</summary>
    internal void Unregister(LocalBucket local) => _buckets.TryRemove(new(local.Bucket.Key, local));
}

using System.Collections.Concurrent;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>The buckets in the memory of this silo: those whose grains live here, and those of <see cref="TransientBuckets"/>.</summary>
/// <param name="time">Measures how long a bucket had no message.</param>
public sealed class LocalBuckets(TimeProvider time)
{
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];

    /// <summary>How many they are.</summary>
    internal int Count => _buckets.Count;

    /// <summary>The bucket, where it is here; null where it is not.</summary>
    public LocalBucket? Find(BucketKey key) => _buckets.GetValueOrDefault(key);

    /// <summary>The bucket is here from now on, in place of any other that was.</summary>
    internal LocalBucket Register(ActiveBucket bucket) => _buckets[bucket.Key] = new LocalBucket(bucket, time);

    /// <summary>The bucket is about to go.</summary>
    internal void Unregister(LocalBucket local) => _buckets.TryRemove(new(local.Bucket.Key, local));
}

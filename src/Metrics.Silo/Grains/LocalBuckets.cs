using System.Collections.Concurrent;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>The buckets in the memory of this silo: those whose grains live here, those of <see cref="TransientBuckets"/> and of <see cref="YoungBuckets"/>.</summary>
/// <param name="time">Measures how long a bucket had no message.</param>
public sealed class LocalBuckets(TimeProvider time)
{
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];

    /// <summary>How many they are.</summary>
    internal int Count => _buckets.Count;

    /// <summary>The bucket, where it is here; null where it is not.</summary>
    public LocalBucket? Find(BucketKey key) => _buckets.GetValueOrDefault(key);

    /// <summary>The bucket is here from now on, in place of any other that was.</summary>
    internal LocalBucket Register(ActiveBucket bucket) => _buckets[bucket.Key] = new LocalBucket(bucket, isYoung: false, time);

    /// <summary>The bucket, which is young, is here from now on, unless another one is.</summary>
    internal LocalBucket? TryRegister(ActiveBucket bucket)
    {
        var added = new LocalBucket(bucket, isYoung: true, time);
        return _buckets.TryAdd(bucket.Key, added) ? added : null;
    }

    /// <summary>The bucket, which has no grain, goes as soon as it waits for no commit.</summary>
    internal async Task CloseAsync(LocalBucket local)
    {
        while (!local.Bucket.TryClose(out var ended))
        {
            await ended;
        }

        Unregister(local);
    }

    /// <summary>The bucket is about to go.</summary>
    internal void Unregister(LocalBucket local) => _buckets.TryRemove(new(local.Bucket.Key, local));
}

using System.Collections.Concurrent;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>
/// The buckets whose grains live in this silo. What is added to one of them from this silo need not travel as a message: that
/// would cost more than all the rest of the way of a point.
/// </summary>
/// <param name="time">Measures how long a bucket had no message.</param>
public sealed class LocalBuckets(TimeProvider time)
{
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];

    /// <summary>Adds samples, where the bucket is here.</summary>
    /// <returns>False where it is not, or has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAdd"/>
    public bool TryAdd(BucketKey key, AggregationType type, Aggregate samples, out Added added)
    {
        added = default;
        return _buckets.TryGetValue(key, out var local) && !local.IsDue(time) && local.Bucket.TryAdd(type, samples, out added);
    }

    /// <summary>As <see cref="TryAdd"/>, for the first request of an idempotency key. Repetitions are for the grain.</summary>
    /// <returns>False where the bucket is not here, or has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAddOnce"/>
    public bool TryAddOnce(BucketKey key, AggregationType type, Aggregate samples, Receipt receipt, out Added added)
    {
        added = default;
        return _buckets.TryGetValue(key, out var local) && !local.IsDue(time) && local.Bucket.TryAddOnce(type, samples, receipt, out added);
    }

    /// <summary>Whether the samples fit into the bucket, as things stand; null where it is not here.</summary>
    public bool? CanAdd(BucketKey key, AggregationType type, Aggregate samples) =>
        _buckets.TryGetValue(key, out var local) ? local.Bucket.CanAdd(type, samples) : null;

    /// <summary>The grain of the bucket lives here from now on.</summary>
    internal LocalBucket Register(ActiveBucket bucket) => _buckets[bucket.Key] = new LocalBucket(bucket, time);

    /// <summary>The grain is about to go.</summary>
    internal void Unregister(LocalBucket local) => _buckets.TryRemove(new(local.Bucket.Key, local));
}

using System.Collections.Concurrent;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>
/// Buckets that have come into memory, and are there without their grains until they are busy. Most are added to once, or now and then: a grain
/// for each would cost several times what the rest of the way of the point does, and four times the memory. A busy one gets its grain, which
/// takes it over as it is.
/// </summary>
/// <remarks>
/// <see cref="BucketOwners"/> say where a bucket may be opened so. When silos come or go they are closed: points may come to other silos from
/// then on.
/// </remarks>
public sealed class YoungBuckets : PeriodicService
{
    /// <summary>
    /// How many there are at most. Each takes some 600 bytes, and cannot be sent away as grains can where memory is short, so all of them may have a
    /// tenth of what the process may use. When time buckets end, their successors come while they are still here.
    /// </summary>
    internal static readonly int MaxCount = (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 / 600, 100_000, 250_000);

    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly BucketOwners _owners;
    private readonly StorageMetrics _metrics;
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];
    private readonly ConcurrentQueue<(LocalBucket Bucket, long SeenAt)> _toSee = [];
    private int _count;

    internal YoungBuckets(
        BucketStorage storage, LocalBuckets local, BucketOwners owners, StorageMetrics metrics, TimeProvider time, ILogger<YoungBuckets> logger)
        : base(period: TimeSpan.FromSeconds(5), time, logger) =>
        (_storage, _local, _owners, _metrics) = (storage, local, owners, metrics);

    /// <summary>How many there are.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Opens a bucket that is not in memory.</summary>
    /// <returns>Null where its grain is to be called.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async ValueTask<LocalBucket?> OpenAsync(BucketKey key)
    {
        if (Count >= MaxCount)
        {
            return null;
        }

        // From before it is read: silos that come or go meanwhile are for it to see as well.
        var openedAt = Time.GetTimestamp();
        LocalBucket? opened = null;
        var bucket = await _storage.OpenAsync(key, () => Forget(opened));
        opened = _local.TryRegister(bucket);
        if (opened is null)
        {
            // Somebody else, or the grain, was faster.
            return _local.Find(key);
        }

        Add(opened);
        _toSee.Enqueue((opened, openedAt));
        return opened;
    }

    /// <summary>The bucket goes to its grain, where it is here.</summary>
    /// <param name="key">Which.</param>
    /// <param name="onFailure">Told when a write has failed from now on.</param>
    /// <returns>Null where the grain has to read it.</returns>
    internal ActiveBucket? TakeOver(BucketKey key, Action onFailure)
    {
        if (!_buckets.TryGetValue(key, out var young) || !TryRemove(young))
        {
            return null;
        }

        if (young.Bucket.TryHandOver(onFailure))
        {
            return young.Bucket;
        }

        // Whose write has just failed, and who has not been told yet.
        _local.Unregister(young);
        return null;
    }

    /// <summary>
    /// Closes those that nobody adds to, and those from before silos came or went. Who adds to one after that calls its grain, which reads it. One that
    /// waits for a commit stays for its grain, which is called for its next point.
    /// </summary>
    public override Task RunOnceAsync()
    {
        // From before a look at the silos: those that come or go later are for the next round to see.
        var now = Time.GetTimestamp();
        _owners.LookAround();
        var kept = new List<(LocalBucket, long)>();
        while (_toSee.TryPeek(out var next)
            && (next.SeenAt <= _owners.ChangedAt || Time.GetElapsedTime(next.SeenAt) >= LocalBucket.MessageInterval)
            && _toSee.TryDequeue(out next))
        {
            if (_buckets.GetValueOrDefault(next.Bucket.Bucket.Key) != next.Bucket)
            {
                // With its grain by now, or gone since a write has failed.
                continue;
            }

            if (next.SeenAt > _owners.ChangedAt && !next.Bucket.IsIdle())
            {
                kept.Add((next.Bucket, now));
            }
            else if (!TryClose(next.Bucket))
            {
                kept.Add(next);
            }
        }

        kept.ForEach(_toSee.Enqueue);
        return Task.CompletedTask;
    }

    /// <summary>Closes the bucket, where it is still here, unless it waits for a commit.</summary>
    private bool TryClose(LocalBucket bucket)
    {
        // Taken out first, as a grain might take it over while it is closed.
        if (!TryRemove(bucket))
        {
            return true;
        }

        if (bucket.Bucket.TryClose(out _))
        {
            _local.Unregister(bucket);
            return true;
        }

        bucket.MakeDue();
        Add(bucket);
        return false;
    }

    /// <summary>A write of the bucket has failed, so it is of no use any more.</summary>
    private void Forget(LocalBucket? bucket)
    {
        // Where it fails in the very moment in which it is opened, it is found to be closed later.
        if (bucket is not null)
        {
            TryRemove(bucket);
            _local.Unregister(bucket);
        }
    }

    /// <summary>Keeps the bucket, in place of one that a grain or a request has replaced without knowing of it, if there is such a one.</summary>
    private void Add(LocalBucket bucket)
    {
        while (!_buckets.TryAdd(bucket.Bucket.Key, bucket))
        {
            if (_buckets.TryGetValue(bucket.Bucket.Key, out var former) && _buckets.TryUpdate(bucket.Bucket.Key, bucket, former))
            {
                return;
            }
        }

        Change(1);
    }

    private bool TryRemove(LocalBucket bucket)
    {
        var isRemoved = _buckets.TryRemove(new(bucket.Bucket.Key, bucket));
        if (isRemoved)
        {
            Change(-1);
        }

        return isRemoved;
    }

    private void Change(int change)
    {
        Interlocked.Add(ref _count, change);
        _metrics.BucketsActive(change);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>
/// Buckets that have just come into memory, which are there without their grains at first. Many are added to once or for a moment: a grain
/// for each would cost several times what the rest of the way of the point does, and three times the memory. One that is added to for longer
/// gets its grain, which takes it over as it is.
/// </summary>
/// <remarks>
/// Only while this is the only silo: in others the points of one bucket come to several, and would meet in its grain anyway. Where another silo
/// has come since, the version of the row tells, as with two activations: who writes second is refused, and adds anew by way of the grain.
/// </remarks>
public sealed class YoungBuckets : PeriodicService, ISiloStatusListener
{
    /// <summary>How long a bucket is kept for its grain, which is called for the first point after a third of it: <see cref="LocalBucket"/>.</summary>
    internal static readonly TimeSpan Lifetime = LocalBucket.IdleTime;

    /// <summary>How many there are at most. Each takes some 600 bytes, and cannot be sent away as grains can where memory is short.</summary>
    internal const int MaxCount = 100_000;

    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly ISiloStatusOracle _silos;
    private readonly StorageMetrics _metrics;
    private readonly ConcurrentDictionary<BucketKey, LocalBucket> _buckets = [];
    private readonly ConcurrentQueue<(BucketKey Key, long OpenedAt)> _byAge = [];
    private volatile bool _isAlone;
    private int _count;

    internal YoungBuckets(
        BucketStorage storage, LocalBuckets local, ISiloStatusOracle silos, StorageMetrics metrics, TimeProvider time, ILogger<YoungBuckets> logger)
        : base(period: TimeSpan.FromSeconds(5), time, logger)
    {
        (_storage, _local, _silos, _metrics) = (storage, local, silos, metrics);
        _silos.SubscribeToSiloStatusEvents(this);
        LookAround();
    }

    /// <summary>Whether a bucket that is not in memory may be opened here.</summary>
    public bool MayOpen => _isAlone && Volatile.Read(ref _count) < MaxCount;

    /// <summary>Opens a bucket that is not in memory.</summary>
    /// <returns>Null where its grain is to be called.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async ValueTask<LocalBucket?> OpenAsync(BucketKey key)
    {
        if (!MayOpen)
        {
            return null;
        }

        var bucket = await _storage.OpenAsync(key, () => Forget(key));
        if (_local.TryRegister(bucket) is not { } opened)
        {
            // Somebody else, or the grain, was faster.
            return _local.Find(key);
        }

        Count(1);
        _buckets[key] = opened;
        _byAge.Enqueue((key, Time.GetTimestamp()));
        return opened;
    }

    /// <summary>The bucket goes to its grain, where it is here.</summary>
    /// <param name="key">Which.</param>
    /// <param name="grain">Told when a write has failed from now on.</param>
    /// <returns>Null where the grain has to read it.</returns>
    internal ActiveBucket? TakeOver(BucketKey key, Action grain)
    {
        if (!TryRemove(key, out var young))
        {
            return null;
        }

        if (young.Bucket.TryHandOver(grain))
        {
            return young.Bucket;
        }

        // Whose write has just failed, and who has not been told yet.
        _local.Unregister(young);
        return null;
    }

    /// <summary>
    /// Closes those that are too old, and all where this is no longer the only silo. Who adds to one after that calls its grain, which reads it.
    /// </summary>
    public override Task RunOnceAsync()
    {
        while (_byAge.TryPeek(out var oldest) && (!_isAlone || Time.GetElapsedTime(oldest.OpenedAt) >= Lifetime))
        {
            _byAge.TryDequeue(out _);
            if (TryRemove(oldest.Key, out var bucket))
            {
                _ = _local.CloseAsync(bucket);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => LookAround();

    private void LookAround() =>
        _isAlone = _silos.GetApproximateSiloStatuses(onlyActive: true).Keys.All(silo => silo.Equals(_silos.SiloAddress));

    /// <summary>A write of the bucket has failed, so it is of no use any more.</summary>
    private void Forget(BucketKey key)
    {
        if (TryRemove(key, out var bucket))
        {
            _local.Unregister(bucket);
        }
    }

    private bool TryRemove(BucketKey key, [NotNullWhen(true)] out LocalBucket? bucket)
    {
        var isRemoved = _buckets.TryRemove(key, out bucket);
        if (isRemoved)
        {
            Count(-1);
        }

        return isRemoved;
    }

    private void Count(int change)
    {
        Interlocked.Add(ref _count, change);
        _metrics.BucketsActive(change);
    }
}

using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>
/// Has memory collected after many buckets were sent away. What they held is garbage of the oldest generation, which .NET leaves where
/// it is until it needs the room: a process that has seen a rush of keys once would stay as large for hours.
/// </summary>
/// <param name="buckets">The buckets in memory.</param>
/// <param name="time">When to look.</param>
/// <param name="logger">Where a failure goes.</param>
internal sealed class MemoryRelease(LocalBuckets buckets, TimeProvider time, ILogger<MemoryRelease> logger)
    : PeriodicService(TimeSpan.FromMinutes(1), time, logger)
{
    /// <summary>Fewer than these are not worth a collection: some 30 MB.</summary>
    internal const int Many = 10_000;

    private int _most;

    /// <summary>Whether many buckets are gone, and at most a tenth is left of the most that there have been. True once for each such fall.</summary>
    internal bool TakeFall()
    {
        var count = buckets.Count;
        _most = Math.Max(_most, count);
        if (_most - count < Many || count > _most / 10)
        {
            return false;
        }

        _most = count;
        return true;
    }

    /// <summary>Has memory collected where that is due.</summary>
    public override Task RunOnceAsync()
    {
        if (TakeFall())
        {
            // A collection in the background would leave the holes where they are, and the process as large as before. This one
            // stops all threads, but has little to move: what is left is small against what is gone.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return Task.CompletedTask;
    }
}

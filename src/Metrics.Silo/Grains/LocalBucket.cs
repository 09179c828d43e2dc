using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>A bucket whose grain lives in this silo, and when its grain last had a message.</summary>
internal sealed class LocalBucket(ActiveBucket bucket, TimeProvider time)
{
    /// <summary>
    /// Orleans sends away a grain that has had no message for <see cref="MetricsSiloExtensions.BucketIdleTime"/>, and sees nothing of
    /// what is added without one. So now and then samples go as a message all the same.
    /// </summary>
    private static readonly TimeSpan MessageInterval = MetricsSiloExtensions.BucketIdleTime / 3;

    private long _lastMessage = time.GetTimestamp();

    /// <summary>The bucket.</summary>
    public ActiveBucket Bucket => bucket;

    /// <summary>Whether it is time for a message. Tells so one caller of several.</summary>
    public bool IsDue(TimeProvider clock)
    {
        var last = Volatile.Read(ref _lastMessage);
        return clock.GetElapsedTime(last) >= MessageInterval && Interlocked.CompareExchange(ref _lastMessage, clock.GetTimestamp(), last) == last;
    }
}

using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <summary>
/// A bucket in the memory of this silo, since its grain lives here or a request has opened it. What is added to it from here need not travel
/// as a message: that would cost more than all the rest of the way of a point.
/// </summary>
public sealed class LocalBucket
{
    /// <summary>A bucket that nobody writes to leaves memory after this time.</summary>
    internal static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Orleans sends away a grain that has had no message for <see cref="IdleTime"/>, and sees nothing of what is added without one.
    /// So now and then samples go as a message all the same.
    /// </summary>
    private static readonly TimeSpan MessageInterval = IdleTime / 3;

    private readonly TimeProvider _time;
    private long _lastMessage;

    internal LocalBucket(ActiveBucket bucket, TimeProvider time)
    {
        Bucket = bucket;
        _time = time;
        _lastMessage = time.GetTimestamp();
    }

    /// <summary>The bucket.</summary>
    internal ActiveBucket Bucket { get; }

    /// <summary>Adds samples.</summary>
    /// <returns>False where the bucket has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAdd"/>
    public bool TryAdd(in Accumulator samples, out Added added)
    {
        added = default;
        return !IsDue() && Bucket.TryAdd(samples, out added);
    }

    /// <summary>As <see cref="TryAdd"/>, for the first request of an idempotency key. Repetitions are for the grain.</summary>
    /// <returns>False where the bucket has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAddOnce"/>
    public bool TryAddOnce(in Accumulator samples, Receipt receipt, out Added added)
    {
        added = default;
        return !IsDue() && Bucket.TryAddOnce(samples, receipt, out added);
    }

    /// <summary>Whether the samples fit, as things stand. Where they do not, ask the grain, which makes sure.</summary>
    public bool CanAdd(in Accumulator samples) => Bucket.CanAdd(samples);

    /// <summary>The next samples go as a message.</summary>
    internal void MakeDue() => Volatile.Write(ref _lastMessage, _time.GetTimestamp() - (long)(MessageInterval.TotalSeconds * _time.TimestampFrequency));

    /// <summary>Whether it is time for a message. True for one caller only.</summary>
    private bool IsDue()
    {
        var last = Volatile.Read(ref _lastMessage);
        return _time.GetElapsedTime(last) >= MessageInterval && Interlocked.CompareExchange(ref _lastMessage, _time.GetTimestamp(), last) == last;
    }
}

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
    internal static readonly TimeSpan MessageInterval = IdleTime / 3;

    /// <summary>A young bucket that gets at least so many points between two such messages is busy, and gets its grain with the next one.</summary>
    internal const int BusyPoints = 40;

    private readonly TimeProvider _time;
    private volatile bool _isYoung;
    private long _lastMessage;

    /// <summary>How many points were committed at the time of the last message.</summary>
    private long _committedThen;

    /// <param name="bucket">The bucket.</param>
    /// <param name="isYoung">Whether it has no grain, and needs none as long as it is not busy.</param>
    /// <param name="time">Measures how long it had no message.</param>
    internal LocalBucket(ActiveBucket bucket, bool isYoung, TimeProvider time)
    {
        Bucket = bucket;
        _isYoung = isYoung;
        _time = time;
        _lastMessage = time.GetTimestamp();
        _committedThen = bucket.Committed;
    }

    /// <summary>The bucket.</summary>
    internal ActiveBucket Bucket { get; }

    /// <summary>Adds samples.</summary>
    /// <returns>False where the bucket has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAdd"/>
    public bool TryAdd(in Accumulator samples, out Added added)
    {
        added = default;
        return !TakesMessage() && Bucket.TryAdd(samples, out added);
    }

    /// <summary>As <see cref="TryAdd"/>, for the first request of an idempotency key. Repetitions are for the grain.</summary>
    /// <returns>False where the bucket has not had a message for a while, or is about to go: then call its grain.</returns>
    /// <inheritdoc cref="ActiveBucket.TryAddOnce"/>
    public bool TryAddOnce(in Accumulator samples, Receipt receipt, out Added added)
    {
        added = default;
        return !TakesMessage() && Bucket.TryAddOnce(samples, receipt, out added);
    }

    /// <summary>Whether the samples fit, as things stand. Where they do not, ask the grain, which makes sure.</summary>
    public bool CanAdd(in Accumulator samples) => Bucket.CanAdd(samples);

    /// <summary>The bucket is as one that nobody has added to for long, and the next samples go as a message whether it is busy or not.</summary>
    internal void MakeDue()
    {
        _isYoung = false;
        Volatile.Write(ref _lastMessage, _time.GetTimestamp() - (long)(IdleTime.TotalSeconds * _time.TimestampFrequency));
    }

    /// <summary>Whether nobody has added to it for <see cref="IdleTime"/>, or for up to a third less.</summary>
    internal bool IsIdle() => _time.GetElapsedTime(Volatile.Read(ref _lastMessage)) >= IdleTime;

    /// <summary>Whether these samples go as a message, as it is time for one. True for one caller only.</summary>
    private bool TakesMessage()
    {
        var last = Volatile.Read(ref _lastMessage);
        return _time.GetElapsedTime(last) >= MessageInterval
            && Interlocked.CompareExchange(ref _lastMessage, _time.GetTimestamp(), last) == last
            && !(_isYoung && WasQuiet());
    }

    /// <summary>Whether few points came since this was asked last. To be asked once for each message.</summary>
    private bool WasQuiet()
    {
        var before = _committedThen;
        _committedThen = Bucket.Committed;
        return _committedThen - before < BusyPoints;
    }
}

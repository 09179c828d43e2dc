using System.Collections.Concurrent;

namespace Metrics.Tests.Client;

/// <summary>A clock on which every pause is over at once. It keeps how long each was to be.</summary>
internal sealed class ImmediateTime : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    /// <summary>How far the clock on the wall is ahead of that of the system.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}

namespace Metrics.Tests.Support;

/// <summary>A clock that a test sets. Only the time of day is the test's: timers run as ever, for the silo lives by them.</summary>
public sealed class MovableClock : TimeProvider
{
    private DateTimeOffset? _now;

    /// <summary>Stops the clock at this moment, or lets it run again.</summary>
    public void Set(DateTimeOffset? now) => _now = now;

    public override DateTimeOffset GetUtcNow() => _now ?? System.GetUtcNow();
}

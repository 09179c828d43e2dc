using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Support;

/// <summary>
/// A clock of the test whose time of day can be moved by itself, as where somebody sets it, or where the machine was suspended: timestamps and
/// timers stand still then.
/// </summary>
internal sealed class TwoClocks : FakeTimeProvider
{
    /// <summary>How far the time of day was moved.</summary>
    public TimeSpan Moved { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Moved;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}

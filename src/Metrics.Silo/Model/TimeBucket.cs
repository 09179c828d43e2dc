using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>A half-open calendar interval: <paramref name="Start"/> belongs to it, <paramref name="End"/> to the next one.</summary>
/// <param name="Start">The first instant inside.</param>
/// <param name="End">The first instant after.</param>
public readonly record struct TimeBucket(Instant Start, Instant End)
{
    /// <summary>Whether the instant lies in this bucket.</summary>
    public bool Contains(Instant instant) => Start <= instant && instant < End;
}

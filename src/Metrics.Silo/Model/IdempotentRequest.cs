using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>
/// The first request that came to a metric with an idempotency key. All its repetitions take from it what time it is, so
/// that a point without a date goes to the bucket it went to at first, even where an hour has ended in between.
/// </summary>
/// <param name="MetricId">The metric.</param>
/// <param name="IdempotencyKey">The key.</param>
/// <param name="BodyHash">A digest of the body: another body under the same key is another request, and refused.</param>
/// <param name="ReceivedAt">When the first one came.</param>
public sealed record IdempotentRequest(long MetricId, string IdempotencyKey, string BodyHash, Instant ReceivedAt)
{
    /// <summary>For how long its repetitions are promised to be known by its key.</summary>
    public static readonly Duration Lifetime = Duration.FromHours(24);

    /// <summary>
    /// How far the clock of the process that a repetition comes to may be behind that of the first one: with clocks that differ by more a cluster
    /// does not start.
    /// </summary>
    public static readonly Duration MaxSkew = Duration.FromMinutes(5);
}

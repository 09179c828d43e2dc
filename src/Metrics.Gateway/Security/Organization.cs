using Instant = NodaTime.Instant;

namespace Metrics.Gateway.Security;

/// <summary>A tenant: its metrics are its own, and its calendar says where time buckets begin.</summary>
/// <param name="Name">Unique in the deployment.</param>
/// <param name="Calendar">Its zone and its first day of week.</param>
/// <param name="Retention">For how long values are kept, by interval; for ever where there is no entry.</param>
internal sealed record Organization(string Name, BucketCalendar Calendar, IReadOnlyDictionary<Interval, RetentionPeriod> Retention)
{
    /// <summary>Where values begin that are kept; null where all are.</summary>
    public RetentionLimit? LimitOf(Interval interval, Instant now) => Retention.TryGetValue(interval, out var period)
        ? new RetentionLimit(period, period.FirstKept(interval, Calendar, now))
        : null;
}

/// <summary>What is kept at one moment, of the metrics with one interval.</summary>
/// <param name="Period">The configured period.</param>
/// <param name="FirstKept">The start of the first time bucket that is kept.</param>
internal sealed record RetentionLimit(RetentionPeriod Period, Instant FirstKept);

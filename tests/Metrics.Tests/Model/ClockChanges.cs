using CsCheck;
using NodaTime;
using NodaTime.TimeZones;

namespace Metrics.Tests.Model;

/// <summary>Every zone there is, and the moments at which its clock, or only the name of its time, changes.</summary>
internal static class ClockChanges
{
    private static readonly Instant FirstPoint = Instant.FromUtc(1970, 1, 1, 0, 0);

    private static readonly Instant End = Instant.FromUtc(2100, 1, 1, 0, 0);

    /// <summary>Each zone of the database once, whatever the number of its names.</summary>
    public static readonly IReadOnlyList<DateTimeZone> Zones =
        [.. TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Order(StringComparer.Ordinal).Select(id => DateTimeZoneProviders.Tzdb[id])];

    private static readonly Duration[] Distances =
        [Duration.Epsilon, Duration.FromMinutes(1), Duration.FromHours(1), Duration.FromHours(3), Duration.FromDays(2), Duration.FromDays(400)];

    /// <summary>A zone and a moment that may have points, more often than not close to a change of the clock.</summary>
    public static readonly Gen<(DateTimeZone Zone, Instant Instant)> AnyMoment =
        from zone in Gen.OneOf([.. Zones])
        from anywhere in Gen.Long[0, (End - FirstPoint).BclCompatibleTicks]
        from distance in Gen.OneOf(Distances)
        from share in Gen.Double[-1, 1]
        select (zone, Near(zone, FirstPoint.PlusTicks(anywhere)) + (distance * share));

    /// <summary>The changes of a zone from the first on record (some clocks went by the sun of their city before) to the year 2100, in order.</summary>
    public static IEnumerable<Instant> Of(DateTimeZone zone) =>
        zone.GetZoneIntervals(Instant.MinValue, End).Where(between => between.HasStart).Select(between => between.Start);

    /// <summary>The last change before the instant, or the instant itself where there is none.</summary>
    private static Instant Near(DateTimeZone zone, Instant instant)
    {
        var between = zone.GetZoneInterval(instant);
        return between.HasStart && between.Start >= FirstPoint ? between.Start : instant;
    }
}

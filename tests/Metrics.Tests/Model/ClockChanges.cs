using CsCheck;
using NodaTime;
using NodaTime.TimeZones;

namespace Metrics.Tests.Model;

/// <summary>Every zone there is, and the moments at which its clock, or only the name of its time, changes.</summary>
internal static class ClockChanges
{
    /// <summary>The first moment that the tests look at.</summary>
    public static readonly Instant From = Instant.FromUtc(1970, 1, 1, 0, 0);

    /// <summary>The end of the time that the tests look at.</summary>
    public static readonly Instant Until = Instant.FromUtc(2100, 1, 1, 0, 0);

    /// <summary>Each zone of the database once, whatever the number of its names.</summary>
    public static readonly IReadOnlyList<DateTimeZone> Zones =
        [.. TzdbDateTimeZoneSource.Default.CanonicalIdMap.Values.Distinct().Order(StringComparer.Ordinal).Select(id => DateTimeZoneProviders.Tzdb[id])];

    private static readonly Duration[] Distances =
        [Duration.Epsilon, Duration.FromMinutes(1), Duration.FromHours(1), Duration.FromHours(3), Duration.FromDays(2), Duration.FromDays(400)];

    /// <summary>A zone and a moment in it, more often than not close to a change of its clock.</summary>
    public static readonly Gen<(DateTimeZone Zone, Instant Instant)> AnyMoment =
        from zone in Gen.OneOf([.. Zones])
        from anywhere in Gen.Long[0, (Until - From).BclCompatibleTicks]
        from distance in Gen.OneOf(Distances)
        from share in Gen.Double[-1, 1]
        select (zone, Near(zone, From.PlusTicks(anywhere)) + (distance * share));

    /// <summary>The changes of a zone, in order.</summary>
    public static IEnumerable<Instant> Of(DateTimeZone zone) =>
        zone.GetZoneIntervals(From, Until).Where(between => between.HasStart && between.Start >= From).Select(between => between.Start);

    /// <summary>The last change before the instant, or the instant itself where there is none.</summary>
    private static Instant Near(DateTimeZone zone, Instant instant)
    {
        var between = zone.GetZoneInterval(instant);
        return between.HasStart && between.Start >= From ? between.Start : instant;
    }
}

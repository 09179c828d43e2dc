using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>Which dates samples may have: from 1970 to one day ahead.</summary>
public static class SampleDates
{
    private const int FirstYear = 1970;

    /// <summary>Clocks of clients differ, and so do their zones.</summary>
    private static readonly Duration MaxAhead = Duration.FromDays(1);

    /// <summary>Whether the date is more than a day after now.</summary>
    public static bool IsTooLate(Instant date, Instant now) => date > now + MaxAhead;

    /// <summary>Whether the date is before 1970, both in UTC and in the zone of the organization, where that year may begin sooner.</summary>
    public static bool IsTooEarly(Instant date, DateTimeZone zone) =>
        date < NodaConstants.UnixEpoch && date.InZone(zone).Year < FirstYear;

    /// <summary>As <see cref="IsTooEarly"/>, for the start of a time bucket: a week, and west of Greenwich a year, may begin in the year before its first sample.</summary>
    public static bool IsTooEarlyToStart(Instant start, DateTimeZone zone) => start.InZone(zone).Year < FirstYear - 1;
}

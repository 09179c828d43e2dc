using NodaTime;
using NodaTime.TimeZones;

namespace Metrics.Silo.Model;

/// <summary>
/// Cuts time into buckets, as the calendar on the wall of one organization does. For every interval the buckets
/// tile the time line: each instant lies in exactly one.
/// </summary>
/// <param name="zone">The zone of the organization.</param>
/// <param name="firstDayOfWeek">The day on which its weeks begin.</param>
public sealed class BucketCalendar(DateTimeZone zone, IsoDayOfWeek firstDayOfWeek = IsoDayOfWeek.Monday)
{
    /// <summary>The zone in which the calendar is read.</summary>
    public DateTimeZone Zone => zone;

    /// <summary>The day on which weeks begin.</summary>
    public IsoDayOfWeek FirstDayOfWeek => firstDayOfWeek;

    /// <summary>The bucket that holds the instant.</summary>
    public TimeBucket BucketOf(Instant instant, Interval interval) =>
        interval == Interval.Hourly ? HourOf(instant) : DaysOf(instant, interval);

    /// <summary>
    /// A bucket of whole days runs from the first midnight of its first day to that of the next bucket's first day.
    /// Where a clock change repeats midnight the first one counts; where it skips midnight, or a whole day, the
    /// bucket begins right after the gap.
    /// </summary>
    private TimeBucket DaysOf(Instant instant, Interval interval)
    {
        var date = FirstDateOf(instant.InZone(zone).Date, interval);
        var start = StartOf(date);
        var next = Next(date, interval);
        var end = StartOf(next);

        // A clock set back over midnight shows yesterday's date for a while after today has begun.
        while (end <= instant)
        {
            start = end;
            next = Next(next, interval);
            end = StartOf(next);
        }

        return new TimeBucket(start, end);
    }

    private LocalDate FirstDateOf(LocalDate date, Interval interval) => interval switch
    {
        Interval.Daily => date,
        Interval.Weekly => date.PlusDays(-((date.DayOfWeek - firstDayOfWeek + 7) % 7)),
        Interval.Monthly => new LocalDate(date.Year, date.Month, 1),
        Interval.Yearly => new LocalDate(date.Year, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "Not an interval of days."),
    };

    private static LocalDate Next(LocalDate first, Interval interval) => interval switch
    {
        Interval.Daily => first.PlusDays(1),
        Interval.Weekly => first.PlusWeeks(1),
        Interval.Monthly => first.PlusMonths(1),
        _ => first.PlusYears(1),
    };

    private Instant StartOf(LocalDate date)
    {
        var midnight = zone.MapLocal(date.AtMidnight());
        return midnight.Count == 0 ? midnight.LateInterval.Start : midnight.First().ToInstant();
    }

    /// <summary>
    /// An hour is one on the clock between two clock changes. An hour that a change repeats gives two buckets, since
    /// they are two hours of real time; a change within an hour ends its bucket early.
    /// </summary>
    private TimeBucket HourOf(Instant instant)
    {
        var between = zone.GetZoneInterval(instant);
        var offset = between.WallOffset;
        var elapsed = instant.WithOffset(offset).TimeOfDay.NanosecondOfDay % NodaConstants.NanosecondsPerHour;
        var start = instant.PlusNanoseconds(-elapsed);
        var end = start + Duration.FromHours(1);
        return new TimeBucket(
            between.HasStart && start < between.Start ? FirstWithOffset(between, offset, start) : start,
            between.HasEnd && between.End < end ? LastWithOffset(between, offset, end) : end);
    }

    /// <summary>Not every zone interval begins with a clock change (some only rename the zone), so walk back while the clock stays.</summary>
    private Instant FirstWithOffset(ZoneInterval interval, Offset offset, Instant floor)
    {
        while (interval.HasStart && floor < interval.Start)
        {
            var earlier = zone.GetZoneInterval(interval.Start - Duration.Epsilon);
            if (earlier.WallOffset != offset)
            {
                return interval.Start;
            }

            interval = earlier;
        }

        return floor;
    }

    private Instant LastWithOffset(ZoneInterval interval, Offset offset, Instant ceiling)
    {
        while (interval.HasEnd && interval.End < ceiling)
        {
            var later = zone.GetZoneInterval(interval.End);
            if (later.WallOffset != offset)
            {
                return interval.End;
            }

            interval = later;
        }

        return ceiling;
    }
}

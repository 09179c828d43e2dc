namespace Metrics.Tests.Sequences;

/// <summary>
/// Time buckets written down in the plainest way, with the zones of the framework and nothing of the product. Right for zones
/// that are whole hours from UTC and change their clocks by an hour, in the night and not at midnight. All times are UTC unless
/// they are called local.
/// </summary>
internal sealed class PlainCalendar(string zoneName, DayOfWeek firstDayOfWeek)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);

    /// <summary>The start of the bucket that holds this time.</summary>
    public DateTime StartOf(DateTime time, string interval)
    {
        if (interval == "Hourly")
        {
            return time.Date.AddHours(time.Hour);
        }

        var day = ToLocal(time).Date;
        while (interval == "Weekly" && day.DayOfWeek != firstDayOfWeek)
        {
            day = day.AddDays(-1);
        }

        return ToUtc(interval switch
        {
            "Monthly" => new DateTime(day.Year, day.Month, 1),
            "Yearly" => new DateTime(day.Year, 1, 1),
            _ => day,
        });
    }

    /// <summary>The start of the bucket after the one that begins here.</summary>
    public DateTime StartAfter(DateTime start, string interval) => interval switch
    {
        "Hourly" => start.AddHours(1),
        "Daily" => ToUtc(ToLocal(start).AddDays(1)),
        "Weekly" => ToUtc(ToLocal(start).AddDays(7)),
        "Monthly" => ToUtc(ToLocal(start).AddMonths(1)),
        _ => ToUtc(ToLocal(start).AddYears(1)),
    };

    /// <summary>What the clock on the wall shows.</summary>
    public DateTime ToLocal(DateTime time) => DateTime.SpecifyKind(time + _zone.GetUtcOffset(time), DateTimeKind.Unspecified);

    /// <summary>When the clock on the wall shows this: the first time where it does so twice; where it skips it, as long after the gap as the text is into it.</summary>
    public DateTime ToUtc(DateTime local)
    {
        var offset = _zone.IsInvalidTime(local) ? _zone.GetUtcOffset(local.AddHours(-1))
            : _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max()
            : _zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}

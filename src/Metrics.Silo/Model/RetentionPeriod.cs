using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>
/// For how long values are kept, such as <c>90 days</c> or <c>24 months</c>. Hours are hours of time; all that is longer is counted on the
/// calendar.
/// </summary>
public sealed class RetentionPeriod
{
    /// <summary>Longer than there has been data, in years.</summary>
    private const int MaxYears = 200;

    private readonly string _text;
    private readonly Period _period;

    private RetentionPeriod(string text, Period period)
    {
        _text = text;
        _period = period;
    }

    /// <summary>
    /// Reads a whole number from 1 on, a blank, and one of hours, days, weeks, months and years. False for anything else, and for 200 years
    /// and more.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RetentionPeriod? period)
    {
        period = null;
        var parts = text.Split(' ');
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            return false;
        }

        var (length, perYear) = parts[1].ToUpperInvariant() switch
        {
            "HOUR" or "HOURS" => (Period.FromHours(count), 365 * 24),
            "DAY" or "DAYS" => (Period.FromDays(count), 365),
            "WEEK" or "WEEKS" => (Period.FromWeeks(count), 52),
            "MONTH" or "MONTHS" => (Period.FromMonths(count), 12),
            "YEAR" or "YEARS" => (Period.FromYears(count), 1),
            _ => (null, 1),
        };
        if (length is not null && count / perYear < MaxYears)
        {
            period = new RetentionPeriod(text, length);
        }

        return period is not null;
    }

    /// <summary>The start of the first time bucket that is kept: the one that holds the moment this long ago.</summary>
    public Instant FirstKept(Interval interval, BucketCalendar calendar, Instant now)
    {
        var then = _period.HasDateComponent
            ? (now.InZone(calendar.Zone).LocalDateTime - _period).InZoneLeniently(calendar.Zone).ToInstant()
            : now - _period.ToDuration();
        return calendar.BucketOf(then, interval).Start;
    }

    /// <summary>The period as it was written.</summary>
    public override string ToString() => _text;
}

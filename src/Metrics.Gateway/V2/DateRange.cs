using System.Globalization;
using System.Text;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>
/// The time buckets that a query speaks of by <c>startDate</c> and <c>endDate</c>: those that begin at or after the one and
/// before the other. Both are whole seconds, as the starts of buckets are.
/// </summary>
/// <param name="Start">The earliest start of a bucket that belongs to the range.</param>
/// <param name="End">The earliest one after it that does not.</param>
internal readonly record struct DateRange(Instant Start, Instant End)
{
    /// <summary>Days or hours back from now, such as <c>-60d</c>: with up to so many digits.</summary>
    private const int MaxRelativeDigits = 5;

    private static readonly DateRange Always = new(TimeBucket.BeforeAll, Instant.FromUtc(9999, 12, 31, 0, 0));

    /// <summary>The range that the request names; where it names one end only, the other is open. Null where it names none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="zone">The zone of the organization: it completes dates without a zone, and its days are the days of <c>-60d</c>.</param>
    /// <param name="now">The time of the request.</param>
    /// <exception cref="ApiFailure">400: a date is not one, or the range is empty.</exception>
    public static DateRange? Of(HttpRequest request, DateTimeZone zone, Instant now)
    {
        var (start, end) = (Read(request, "startDate", zone, now), Read(request, "endDate", zone, now));
        if (start is null && end is null)
        {
            return null;
        }

        var range = new DateRange(start ?? Always.Start, end ?? Always.End);
        return range.Start < range.End ? range : throw ApiFailure.Malformed("startDate must be before endDate");
    }

    private static Instant? Read(HttpRequest request, string name, DateTimeZone zone, Instant now)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return TryParseRelative(text, zone, now, out var date) || IsoDate.TryParse(Encoding.UTF8.GetBytes(text), zone, out date)
            ? UpToSecond(date)
            : throw ApiFailure.Malformed($"{name} must be an ISO 8601 date, such as 2018-10-19T14:44:00Z, or a time before now, such as -60d or -24h");
    }

    /// <summary>A day back is one on the calendar of the zone: the same time of the day, whatever the clock did in between.</summary>
    private static bool TryParseRelative(string text, DateTimeZone zone, Instant now, out Instant date)
    {
        date = default;
        if (text is not ['-', .. var digits, var unit]
            || digits.Length > MaxRelativeDigits
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        date = unit == 'd' ? now.InZone(zone).LocalDateTime.PlusDays(-count).InZoneLeniently(zone).ToInstant() : now - Duration.FromHours(count);
        return unit is 'd' or 'h';
    }

    /// <summary>A bucket that begins at or after a moment begins at or after the next whole second.</summary>
    private static Instant UpToSecond(Instant date)
    {
        var second = Instant.FromUnixTimeSeconds(date.ToUnixTimeSeconds());
        return second < date ? second + Duration.FromSeconds(1) : second;
    }
}

using System.Globalization;
using System.Text;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>The time that <c>startDate</c> and <c>endDate</c> ask for.</summary>
/// <param name="Start">The first instant inside, or null for no such bound.</param>
/// <param name="End">The first instant after, or null for no such bound.</param>
internal readonly record struct DateRange(Instant? Start, Instant? End)
{
    /// <summary>The longest way back in years. No data is older, and the calendar does not go on for ever.</summary>
    private const int MaxYears = 1_000;

    private const int MaxDigits = 5;

    /// <summary>Whether neither bound is there.</summary>
    public bool IsEmpty => Start is null && End is null;

    /// <summary>Reads the parameters. A date is what that of a point may be, or goes back from now, on the calendar of the organization.</summary>
    /// <exception cref="ApiFailure">400: a date is none, or they are the wrong way round.</exception>
    public static DateRange Of(HttpRequest request, DateTimeZone zone, Instant now)
    {
        var range = new DateRange(Read(request, "startDate", zone, now), Read(request, "endDate", zone, now));
        return range is { Start: { } start, End: { } end } && start >= end
            ? throw ApiFailure.Malformed("startDate must be before endDate")
            : range;
    }

    /// <summary>
    /// The buckets that the time touches, of which the first and the last may reach beyond it. Without bounds it is the bucket
    /// that holds the present.
    /// </summary>
    public BucketSelection Select(MetricDefinition metric, BucketCalendar calendar, Instant now)
    {
        var current = calendar.BucketOf(now, metric.Interval);
        var (start, end) = IsEmpty ? (current.Start, current.End) : (Start ?? BucketSelection.Earliest, End ?? BucketSelection.Latest);
        return new BucketSelection(
            metric.Id, metric.AggregationType, calendar.BucketOf(Clamp(start), metric.Interval).Start, UpToSecond(Clamp(end)));
    }

    private static Instant Clamp(Instant instant) => Instant.Max(BucketSelection.Earliest, Instant.Min(BucketSelection.Latest, instant));

    /// <summary>Buckets begin at whole seconds: one that begins before a moment begins before the next whole second.</summary>
    private static Instant UpToSecond(Instant date)
    {
        var second = Instant.FromUnixTimeSeconds(date.ToUnixTimeSeconds());
        return second < date ? second + Duration.FromSeconds(1) : second;
    }

    private static Instant? Read(HttpRequest request, string name, DateTimeZone zone, Instant now)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return TryReadRelative(text, zone, now, out var instant) || IsoDate.TryParse(Encoding.UTF8.GetBytes(text), zone, out instant)
            ? instant
            : throw ApiFailure.Malformed(
                $"{name} must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y");
    }

    /// <summary>Hours are hours of time; all that is longer goes by the calendar, so that it is the same time of day then.</summary>
    private static bool TryReadRelative(string text, DateTimeZone zone, Instant now, out Instant instant)
    {
        instant = default;
        if (text.Length is < 3 or > MaxDigits + 2 || text[0] != '-'
            || !int.TryParse(text.AsSpan(1..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var local = now.InZone(zone).LocalDateTime;
        LocalDateTime? then = text[^1] switch
        {
            'd' => local.PlusDays(-count),
            'w' => local.PlusWeeks(-count),
            'm' => local.PlusMonths(-Math.Min(count, 12 * MaxYears)),
            'y' => local.PlusYears(-Math.Min(count, MaxYears)),
            _ => null,
        };
        instant = then?.InZoneLeniently(zone).ToInstant() ?? now - Duration.FromHours(count);
        return then is not null || text[^1] == 'h';
    }
}

using System.Text;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>The time that <c>startDate</c> and <c>endDate</c> ask for.</summary>
/// <param name="Start">The first instant inside, or null for no such bound.</param>
/// <param name="End">The first instant after, or null for no such bound.</param>
internal readonly record struct DateRange(Instant? Start, Instant? End)
{
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

        return RelativeDate.TryParse(text, zone, now, out var instant) || IsoDate.TryParse(Encoding.UTF8.GetBytes(text), zone, out instant)
            ? instant
            : throw ApiFailure.Malformed(
                $"{name} must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y");
    }
}

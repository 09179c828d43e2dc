using System.Globalization;
using System.Text.Json.Serialization;

namespace Metrics.Client;

/// <summary>Which values of a metric are read. Without dates: those of the current time bucket.</summary>
public sealed record DataQuery
{
    /// <summary>The service takes a number of five digits.</summary>
    private const int MaxHours = 99_999;

    /// <summary>Where the range begins, inclusive: a date, or <see cref="Ago"/>. Null, with an <see cref="End"/>: at the first value.</summary>
    public PointDate? Start { get; init; }

    /// <summary>Where the range ends, exclusive. Null, with a <see cref="Start"/>: at the last value.</summary>
    public PointDate? End { get; init; }

    /// <summary>Only these keys; empty for all. A read throws an <see cref="ArgumentException"/> where one has half a surrogate pair.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether the newest come first.</summary>
    public bool Descending { get; init; }

    /// <summary>Whether the keys of each bucket are added up.</summary>
    public bool SumKeys { get; init; }

    /// <summary>How many of the largest keys to keep, 1 to 1,000; the others are added up as "other". Null for all.</summary>
    public int? TopKeys { get; init; }

    /// <summary>Whether buckets without data are there too: with 0 for Sum and Count, without a value otherwise.</summary>
    public bool Fill { get; init; }

    /// <summary>
    /// A date that lies so far before the present of the service. Whole days go by the calendar of the organization; any other time is
    /// rounded up to whole hours, or to whole days where the hours are more than 99,999.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static PointDate Ago(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var hours = Math.Ceiling(time.TotalHours);
        var isInDays = hours > MaxHours || (time.Days > 0 && time.Ticks % TimeSpan.TicksPerDay == 0);
        return PointDate.FromIso(isInDays
            ? string.Create(CultureInfo.InvariantCulture, $"-{Math.Ceiling(time.TotalDays):0}d")
            : string.Create(CultureInfo.InvariantCulture, $"-{hours:0}h"));
    }

    internal QueryText ToQuery() => new QueryText()
        .Add("startDate", Start?.ToString())
        .Add("endDate", End?.ToString())
        .AddEach("name", Keys)
        .Add("order", Descending ? "desc" : null)
        .Add("sumKeys", SumKeys ? "true" : null)
        .Add("topKeys", TopKeys?.ToString(CultureInfo.InvariantCulture))
        .Add("fill", Fill ? "true" : null);
}

/// <summary>The value of one key in one time bucket.</summary>
/// <param name="Date">The start of the bucket.</param>
/// <param name="Key">The key; null where the metric is not keyed, or the keys are summed.</param>
/// <param name="Value">The value; null in an empty bucket.</param>
/// <param name="Count">How many points went in.</param>
public sealed record DataPoint(
    DateTimeOffset Date, [property: JsonPropertyName("name")] string? Key = null, decimal? Value = null, long Count = 0);

/// <summary>A key with its latest value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value of the latest bucket that it is in.</param>
/// <param name="Date">The start of that bucket.</param>
public sealed record KeyValue([property: JsonPropertyName("name")] string Key, decimal? Value = null, DateTimeOffset? Date = null);

using System.Text;
using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>One picture of one metric on a <see cref="Dashboard"/>.</summary>
/// <param name="Id">Unique in its dashboard; written like the id of a dashboard.</param>
/// <param name="Title">1 to 100 characters without control characters.</param>
/// <param name="Metric">The id of the metric. A metric that is gone leaves its cards behind, which then say so.</param>
/// <param name="StartDate">Where the range begins, as reading values takes it: ISO 8601, or relative to now (<c>-60d</c>, <c>-24h</c>).</param>
/// <param name="Layout">Where it stands and how large it is.</param>
/// <param name="Chart">How it is drawn.</param>
/// <param name="EndDate">Where the range ends, itself not in it; left out for a range that ends now.</param>
/// <param name="NewestFirst">Whether dates run from the newest to the oldest.</param>
/// <param name="ShortDates">Whether dates are written short.</param>
/// <param name="Keys">The keys that are shown, at most 1,000; left out for all.</param>
/// <param name="SumKeys">Whether the keys are added up to one series.</param>
/// <param name="TopKeys">Show so many of the largest keys and sum up the others, 1 to 100; left out for all.</param>
[GenerateSerializer, Immutable, Alias("Metrics.Card")]
public sealed record Card(
    [property: Id(0)] string Id,
    [property: Id(1)] string Title,
    [property: Id(2)] long Metric,
    [property: Id(3)] string StartDate,
    [property: Id(4)] CardLayout Layout,
    [property: Id(5)] CardChart Chart = CardChart.Line,
    [property: Id(6)] string? EndDate = null,
    [property: Id(7)] bool NewestFirst = false,
    [property: Id(8)] bool ShortDates = false,
    [property: Id(9)] IReadOnlyList<string>? Keys = null,
    [property: Id(10)] bool SumKeys = false,
    [property: Id(11)] int? TopKeys = null)
{
    /// <summary>The longest title, in characters.</summary>
    public const int MaxTitleLength = 100;

    /// <summary>The most keys that a card names.</summary>
    public const int MaxKeys = 1_000;

    /// <summary>The most keys that stand apart from the others.</summary>
    public const int MaxTopKeys = 100;

    /// <summary>1 to 100 characters without control characters.</summary>
    public static bool IsTitle(string title) => Text.IsPrintable(title, MaxTitleLength);

    /// <summary>An ISO 8601 date, or one that goes back from now, as reading values takes it.</summary>
    public static bool IsDate(string date) => RelativeDate.IsValid(date) || IsoDate.TryParse(Encoding.UTF8.GetBytes(date), DateTimeZone.Utc, out _);
}

/// <summary>Where a card stands on the grid of its dashboard, which is 12 columns wide and as long as need be.</summary>
/// <param name="X">The first column, 0 to 11.</param>
/// <param name="Y">The first row, 0 to 9,999.</param>
/// <param name="W">Columns, 1 to 12.</param>
/// <param name="H">Rows, 1 to 100.</param>
[GenerateSerializer, Immutable, Alias("Metrics.CardLayout")]
public sealed record CardLayout([property: Id(0)] int X, [property: Id(1)] int Y, [property: Id(2)] int W, [property: Id(3)] int H)
{
    /// <summary>How many columns the grid has.</summary>
    public const int Columns = 12;

    private const int MaxRows = 10_000;
    private const int MaxHeight = 100;

    /// <summary>Whether it lies on the grid.</summary>
    public static bool IsOnGrid(CardLayout layout) =>
        layout is { X: >= 0, Y: >= 0 and < MaxRows, W: >= 1, H: >= 1 and <= MaxHeight } && layout.X <= Columns - layout.W;
}

/// <summary>How a card is drawn.</summary>
public enum CardChart
{
    /// <summary>A line for each series.</summary>
    Line,

    /// <summary>A line with the area below it filled.</summary>
    Area,

    /// <summary>Areas on top of each other.</summary>
    StackedArea,

    /// <summary>Areas on top of each other, as shares of the whole.</summary>
    NormalizedArea,

    /// <summary>A bar for each bucket.</summary>
    Bar,

    /// <summary>One number for the range, with its change against the range before.</summary>
    Number,

    /// <summary>A list of keys, each with a small line and its newest value.</summary>
    Sparklines,

    /// <summary>The values as a table.</summary>
    Table,
}

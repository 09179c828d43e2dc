using System.Globalization;
using System.Text;

namespace Metrics.Tests.Sequences;

/// <summary>A point that counts.</summary>
internal readonly record struct PlainPoint(decimal Value, decimal Weight);

/// <summary>A metric as somebody would keep it on paper: nothing is ever added up, every point stays in the list of its bucket and key.</summary>
internal sealed class PlainMetric
{
    public required long Id { get; init; }

    public required string Name { get; set; }

    public required string DataType { get; init; }

    public required string Interval { get; init; }

    public required bool IsKeyed { get; init; }

    public string? Description { get; set; }

    /// <summary>The points by start of the bucket and key, in the order in which they came. A metric without keys has the empty one.</summary>
    public Dictionary<(DateTime Start, string Key), List<PlainPoint>> Buckets { get; } = [];

    /// <summary>Adds a point and returns the running value.</summary>
    public decimal Add(DateTime start, string key, PlainPoint point)
    {
        if (!Buckets.TryGetValue((start, key), out var points))
        {
            Buckets[(start, key)] = points = [];
        }

        points.Add(point);
        return ValueOf(points);
    }

    /// <summary>What the points amount to.</summary>
    public decimal ValueOf(List<PlainPoint> points) => DataType switch
    {
        "Sum" => points.Sum(point => point.Value),
        "Count" => points.Count,
        "Min" => points.Min(point => point.Value),
        "Max" => points.Max(point => point.Value),
        "First" => points[0].Value,
        "Last" => points[^1].Value,
        _ => points.Sum(point => point.Value * point.Weight) / points.Sum(point => point.Weight),
    };

    /// <summary>The value of a bucket in which nothing is.</summary>
    public decimal? EmptyValue => DataType is "Sum" or "Count" ? 0m : null;
}

/// <summary>How answers write what they hold.</summary>
internal static class PlainText
{
    public static string Of(decimal value) => (value == 0m ? 0m : value).ToString("0.0###########################", CultureInfo.InvariantCulture);

    public static string Of(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The order of keys: by code points, which UTF-8 keeps and UTF-16 does not.</summary>
    public static readonly Comparer<string> ByCodePoints =
        Comparer<string>.Create((one, other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)));
}

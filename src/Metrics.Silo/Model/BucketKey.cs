using System.Globalization;
using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>Names one running aggregate: a metric, the start of a time bucket, and a key (empty for a metric that is not keyed).</summary>
/// <param name="MetricId">The id of the metric, positive.</param>
/// <param name="BucketStart">The first instant of the time bucket, a whole second.</param>
/// <param name="Key">The key as the client wrote it, or the empty string.</param>
[GenerateSerializer, Immutable, Alias("Metrics.BucketKey")]
public readonly record struct BucketKey([property: Id(0)] long MetricId, [property: Id(1)] Instant BucketStart, [property: Id(2)] string Key)
    : IComparable<BucketKey>
{
    private const string Prefix = "b|";

    /// <summary>The grain key <c>b|metricId|bucketStart|key</c>, the start in Unix seconds. The key comes last, so that it may hold anything.</summary>
    public string ToGrainKey() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{MetricId}|{BucketStart.ToUnixTimeSeconds()}|{Key}");

    /// <summary>Reads back what <see cref="ToGrainKey"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no such grain key.</exception>
    internal static BucketKey FromGrainKey(ReadOnlySpan<char> grainKey)
    {
        var rest = grainKey.StartsWith(Prefix, StringComparison.Ordinal) ? grainKey[Prefix.Length..] : [];
        if (!TryReadNumber(ref rest, out var metricId)
            || !TryReadNumber(ref rest, out var start)
            || start < Instant.MinValue.ToUnixTimeSeconds() || start > Instant.MaxValue.ToUnixTimeSeconds())
        {
            throw new FormatException($"'{grainKey}' is not the key of a bucket grain.");
        }

        return new BucketKey(metricId, Instant.FromUnixTimeSeconds(start), rest.ToString());
    }

    /// <summary>One order for all batches, so that no two deadlock: by metric, start, and the code points of the key, as the databases sort it.</summary>
    public int CompareTo(BucketKey other)
    {
        var order = MetricId.CompareTo(other.MetricId);
        order = order != 0 ? order : BucketStart.CompareTo(other.BucketStart);
        return order != 0 ? order : Text.CompareCodePoints(Key, other.Key);
    }

    /// <summary>Sorts before.</summary>
    public static bool operator <(BucketKey left, BucketKey right) => left.CompareTo(right) < 0;

    /// <summary>Sorts after.</summary>
    public static bool operator >(BucketKey left, BucketKey right) => left.CompareTo(right) > 0;

    /// <summary>Sorts before, or is the same.</summary>
    public static bool operator <=(BucketKey left, BucketKey right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts after, or is the same.</summary>
    public static bool operator >=(BucketKey left, BucketKey right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a number and the bar behind it.</summary>
    private static bool TryReadNumber(ref ReadOnlySpan<char> rest, out long number)
    {
        var bar = Math.Max(rest.IndexOf('|'), 0);
        if (!long.TryParse(rest[..bar], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        rest = rest[(bar + 1)..];
        return true;
    }
}

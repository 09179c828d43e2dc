using System.Globalization;
using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>Names one running aggregate: a metric, the start of a time bucket, and a key (empty for a metric that is not keyed).</summary>
/// <param name="MetricId">The id of the metric, positive.</param>
/// <param name="BucketStart">The first instant of the time bucket, a whole second.</param>
/// <param name="Key">The key as the client wrote it, or the empty string.</param>
public readonly record struct BucketKey(long MetricId, Instant BucketStart, string Key) : IComparable<BucketKey>
{
    private const string Prefix = "b|";

    /// <summary>The grain key <c>b|metricId|bucketStart|key</c>, the start in Unix seconds. The key comes last, so that it may hold anything.</summary>
    public string ToGrainKey() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{MetricId}|{BucketStart.ToUnixTimeSeconds()}|{Key}");

    /// <summary>Reads back what <see cref="ToGrainKey"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no such grain key.</exception>
    public static BucketKey FromGrainKey(ReadOnlySpan<char> grainKey)
    {
        if (!grainKey.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new FormatException($"'{grainKey}' is not the key of a bucket grain.");
        }

        var rest = grainKey[Prefix.Length..];
        var first = rest.IndexOf('|');
        var second = first + 1 + rest[(first + 1)..].IndexOf('|');
        return new BucketKey(
            long.Parse(rest[..first], CultureInfo.InvariantCulture),
            Instant.FromUnixTimeSeconds(long.Parse(rest[(first + 1)..second], CultureInfo.InvariantCulture)),
            rest[(second + 1)..].ToString());
    }

    /// <summary>The order of the primary key in the database, so that batches touch rows in one order.</summary>
    public int CompareTo(BucketKey other)
    {
        var order = MetricId.CompareTo(other.MetricId);
        order = order != 0 ? order : BucketStart.CompareTo(other.BucketStart);
        return order != 0 ? order : string.CompareOrdinal(Key, other.Key);
    }

    /// <summary>Sorts before.</summary>
    public static bool operator <(BucketKey left, BucketKey right) => left.CompareTo(right) < 0;

    /// <summary>Sorts after.</summary>
    public static bool operator >(BucketKey left, BucketKey right) => left.CompareTo(right) > 0;

    /// <summary>Sorts before, or is the same.</summary>
    public static bool operator <=(BucketKey left, BucketKey right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts after, or is the same.</summary>
    public static bool operator >=(BucketKey left, BucketKey right) => left.CompareTo(right) >= 0;
}

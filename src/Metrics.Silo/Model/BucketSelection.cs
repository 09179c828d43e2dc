using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>Which data points of a metric are read, and in which order.</summary>
/// <param name="MetricId">The metric.</param>
/// <param name="AggregationType">Its aggregation type, which says what the value of a bucket is.</param>
/// <param name="Start">Buckets that start here or later.</param>
/// <param name="End">Buckets that start before.</param>
public sealed record BucketSelection(long MetricId, AggregationType AggregationType, Instant Start, Instant End)
{
    /// <summary>No bucket starts before. Points are from 1970 or later, and a year may begin a little before it does in UTC.</summary>
    public static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);

    /// <summary>No bucket starts here or later.</summary>
    public static readonly Instant Latest = Instant.FromUtc(9000, 1, 1, 0, 0);

    /// <summary>Only these keys, or null for all.</summary>
    public IReadOnlyCollection<string>? Keys { get; init; }

    /// <summary>All but these keys.</summary>
    public IReadOnlyCollection<string> Except { get; init; } = [];

    /// <summary>Whether the keys of each bucket are added up to one data point, under the empty key.</summary>
    public bool IsSummed { get; init; }

    /// <summary>By start, then by key in the order of its code points; or all of that the other way round.</summary>
    public bool IsDescending { get; init; }
}

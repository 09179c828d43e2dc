using Instant = NodaTime.Instant;

namespace Metrics.Gateway.Reading;

// The answer about values is for the document of the API alone: DataAnswer writes data points without it.

/// <summary>The data of an answer about the values of a metric.</summary>
/// <param name="ResultCount">How many there are in all; only on the first page (<c>resultStart</c> 0).</param>
/// <param name="CustomMetricData">The values that were asked for, by date and name.</param>
public sealed record DataListData(long? ResultCount, IReadOnlyList<CustomMetricData> CustomMetricData);

/// <summary>A value as it is answered.</summary>
/// <param name="Date">The start of the time bucket.</param>
/// <param name="Name">The key; left out where there are no keys, or where they are added up.</param>
/// <param name="Value">The value of the bucket; left out in an empty bucket, unless it is a Sum or a Count, which are 0 then.</param>
/// <param name="Count">How many points went in.</param>
public sealed record CustomMetricData(Instant Date, string? Name, decimal? Value, long Count);

/// <summary>The data of an answer about the keys of a metric.</summary>
/// <param name="ResultCount">How many there are in all; only on the first page (<c>resultStart</c> 0).</param>
/// <param name="CustomMetricKey">This page.</param>
public sealed record KeyListData(int? ResultCount, IReadOnlyList<CustomMetricKey> CustomMetricKey);

/// <summary>A key with its current value.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value of its latest time bucket.</param>
/// <param name="Date">The start of that bucket.</param>
public sealed record CustomMetricKey(string Name, decimal? Value, Instant Date)
{
    /// <summary>The wire form of a key.</summary>
    internal static CustomMetricKey Of(DataPoint point) => new(point.Key, point.Value, point.BucketStart);
}

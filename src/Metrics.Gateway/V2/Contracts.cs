using System.Text.Json.Serialization;
using Instant = NodaTime.Instant;

namespace Metrics.Gateway.V2;

// What is required of a request and not there is null all the same, as the reader of the request finds.

/// <summary>A metric definition as it is sent.</summary>
/// <param name="Name">1 to 45 characters, unique in the organization, not digits only, without / and control characters.</param>
/// <param name="DataType">One of Average, Count, First, Last, Max, Min, Sum; in any case.</param>
/// <param name="Interval">One of Hourly, Daily, Weekly, Monthly, Yearly; in any case.</param>
/// <param name="KeyedValues">Whether each point names a key. Default: false.</param>
/// <param name="Description">1 to 500 characters, or left out.</param>
public sealed record DefinitionRequest(string Name, string DataType, string Interval, bool? KeyedValues = null, string? Description = null);

/// <summary>A change of a metric definition. What it leaves out stays as it is.</summary>
/// <param name="Name">Another name, under the rules of the first one.</param>
/// <param name="Description">1 to 500 characters; an empty one removes the description.</param>
/// <param name="DataType">May be there, but cannot change.</param>
/// <param name="Interval">May be there, but cannot change.</param>
/// <param name="KeyedValues">May be there, but cannot change.</param>
public sealed record DefinitionChangeRequest(
    string? Name = null, string? Description = null, string? DataType = null, string? Interval = null, bool? KeyedValues = null);

/// <summary>A metric definition as it is answered.</summary>
/// <param name="Id">Positive, unique across the deployment, never used again.</param>
/// <param name="Name">The name.</param>
/// <param name="DataType">Average, Count, First, Last, Max, Min or Sum.</param>
/// <param name="Interval">Hourly, Daily, Weekly, Monthly or Yearly.</param>
/// <param name="KeyedValues">Whether each point names a key.</param>
/// <param name="Description">Left out where there is none.</param>
public sealed record CustomMetricConfig(long Id, string Name, AggregationType DataType, Interval Interval, bool KeyedValues, string? Description = null)
{
    /// <summary>The wire form of a definition.</summary>
    internal static CustomMetricConfig Of(MetricDefinition definition) => new(
        definition.Id, definition.Name, definition.AggregationType, definition.Interval, definition.KeyedValues, definition.Description);
}

/// <summary>The data of an answer about one metric.</summary>
/// <param name="CustomMetricConfig">The metric.</param>
public sealed record DefinitionData(CustomMetricConfig CustomMetricConfig);

/// <summary>The data of an answer about many metrics.</summary>
/// <param name="ResultCount">How many there are in all; only on the first page (<c>resultStart</c> 0).</param>
/// <param name="CustomMetricConfig">This page, by id.</param>
public sealed record DefinitionListData(int? ResultCount, IReadOnlyList<CustomMetricConfig> CustomMetricConfig);

/// <summary>The data of an answer to a deletion of values.</summary>
/// <param name="Deleted">How many values were deleted, one for each key and time bucket.</param>
public sealed record DeletionData(long Deleted);

// Points are for the document of the API: PointReader reads them without these. Of the numbers it says that they may also be strings.

/// <summary>A data point as it is sent.</summary>
/// <param name="Name">The key, 1 to 255 characters; required for a keyed metric, forbidden for any other.</param>
/// <param name="Value">A number, or a string that holds one: exact, of at most 28 digits and 28 decimals. Required, except for a Count, where it is ignored.</param>
/// <param name="Date">ISO 8601, from 1970 to one day ahead. Default: now.</param>
/// <param name="Weight">A number like the value, greater than 0; used by an Average. Default: 1.</param>
public sealed record PointRequest(
    string? Name = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Value = null,
    string? Date = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Weight = null);

/// <summary>A data point as it is sent where each point names its metric.</summary>
/// <param name="Metric">The id of the metric, or its name.</param>
/// <param name="Name">The key, 1 to 255 characters; required for a keyed metric, forbidden for any other.</param>
/// <param name="Value">A number, or a string that holds one: exact, of at most 28 digits and 28 decimals. Required, except for a Count, where it is ignored.</param>
/// <param name="Date">ISO 8601, from 1970 to one day ahead. Default: now.</param>
/// <param name="Weight">A number like the value, greater than 0; used by an Average. Default: 1.</param>
public sealed record MetricPointRequest(
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Metric,
    string? Name = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Value = null,
    string? Date = null,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] decimal? Weight = null);

/// <summary>The answer to a point with <c>returnValue=true</c>.</summary>
/// <param name="Value">The running value of the time bucket right after this point.</param>
/// <param name="Date">The start of the time bucket.</param>
public sealed record RunningValue(decimal Value, Instant Date);

/// <summary>The data of an answer to many points.</summary>
/// <param name="Accepted">How many points the request had; all of them are committed.</param>
/// <param name="CustomMetricData">With <c>returnValue=true</c>: the buckets that were touched, in the order in which the points named them.</param>
public sealed record AcceptedData(int Accepted, IReadOnlyList<TouchedBucket>? CustomMetricData = null);

/// <summary>The running value of a bucket right after the points of a request.</summary>
/// <param name="Date">The start of the time bucket.</param>
/// <param name="Name">The key; left out where the metric is not keyed.</param>
/// <param name="Value">The running value.</param>
/// <param name="Metric">The name of the metric; left out where the path names it.</param>
public sealed record TouchedBucket(Instant Date, string? Name, decimal Value, string? Metric = null);

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

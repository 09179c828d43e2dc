using System.Text.Json.Serialization;
using Instant = NodaTime.Instant;

namespace Metrics.Gateway.Writing;

// The two requests are for the document of the API alone: PointReader reads points without them. Numbers may also be strings.

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

/// <summary>The data of an answer to a deletion of values.</summary>
/// <param name="Deleted">How many values were deleted, one for each key and time bucket.</param>
public sealed record DeletionData(long Deleted);

namespace Metrics.Samples.Api;

/// <summary>How the points of a bucket become one value.</summary>
internal enum AggregationType { Sum, Count, Min, Max, First, Last, Average }

/// <summary>The calendar interval of a bucket.</summary>
internal enum Interval { Hourly, Daily, Weekly, Monthly, Yearly }

/// <summary>A metric as the API writes it.</summary>
/// <param name="Name">1 to 45 characters, unique in the organization.</param>
/// <param name="DataType">The aggregation type, by its name on the wire.</param>
/// <param name="Interval">The length of a bucket.</param>
/// <param name="KeyedValues">True when every point names a key.</param>
/// <param name="Description">Null when there is none.</param>
/// <param name="Id">Null until the server has given one.</param>
internal sealed record MetricDefinition(
    string Name, AggregationType DataType, Interval Interval, bool KeyedValues, string? Description = null, long? Id = null);

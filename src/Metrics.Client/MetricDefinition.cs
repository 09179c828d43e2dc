namespace Metrics.Client;

/// <summary>How the points of a time bucket become one value.</summary>
public enum DataType
{
    /// <summary>The values added up, exactly.</summary>
    Sum,

    /// <summary>The number of points.</summary>
    Count,

    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The value that arrived first.</summary>
    First,

    /// <summary>The value that arrived last.</summary>
    Last,

    /// <summary>Σ (value · weight) / Σ weight.</summary>
    Average,
}

/// <summary>The calendar interval that a time bucket spans, in the zone of the organization.</summary>
public enum Interval
{
    /// <summary>An hour.</summary>
    Hourly,

    /// <summary>A day.</summary>
    Daily,

    /// <summary>A week, from the organization's first day of week.</summary>
    Weekly,

    /// <summary>A month.</summary>
    Monthly,

    /// <summary>A year.</summary>
    Yearly,
}

/// <summary>What a metric is.</summary>
/// <param name="Name">1 to 45 characters, unique in the organization; not digits only, without <c>/</c> and control characters.</param>
/// <param name="DataType">How points become a value.</param>
/// <param name="Interval">What a time bucket spans.</param>
/// <param name="KeyedValues">Whether each point names a key, and each key has a value of its own.</param>
/// <param name="Description">1 to 500 characters, or null.</param>
public sealed record MetricDefinition(
    string Name, DataType DataType, Interval Interval, bool KeyedValues = false, string? Description = null);

/// <summary>A metric of the service: its definition, and the id that never changes and is never used again.</summary>
/// <param name="Id">Positive.</param>
/// <param name="Definition">What it is.</param>
public sealed record Metric(long Id, MetricDefinition Definition);

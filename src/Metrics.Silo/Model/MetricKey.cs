namespace Metrics.Silo.Model;

/// <summary>Names a key of a metric, whatever the time bucket.</summary>
/// <param name="MetricId">The metric.</param>
/// <param name="Key">The key.</param>
public readonly record struct MetricKey(long MetricId, string Key);

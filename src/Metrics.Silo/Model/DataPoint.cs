using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>What readers get: the value of one key in one time bucket, or of several keys together.</summary>
/// <param name="BucketStart">The first instant of the time bucket.</param>
/// <param name="Key">The key; empty where the metric is not keyed, or where its keys are added up.</param>
/// <param name="Value">The running value; null in an empty bucket of a type that has none there.</param>
/// <param name="Count">How many samples went in.</param>
public readonly record struct DataPoint(Instant BucketStart, string Key, decimal? Value, long Count);

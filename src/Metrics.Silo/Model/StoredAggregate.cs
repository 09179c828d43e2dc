namespace Metrics.Silo.Model;

/// <summary>An aggregate as it is kept.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Aggregate">What it holds.</param>
public readonly record struct StoredAggregate(BucketKey Key, Aggregate Aggregate);

namespace Metrics.Silo.Storage;

/// <summary>
/// What a bucket grain persists. Replaced as a whole on each change and never changed in place, so that whoever
/// holds it, the storage above all, holds one consistent moment.
/// </summary>
[GenerateSerializer, Immutable, Alias("Metrics.BucketState")]
internal sealed record BucketState
{
    /// <summary>The running aggregate.</summary>
    [Id(0)]
    public Aggregate Aggregate { get; init; } = Aggregate.Empty;
}

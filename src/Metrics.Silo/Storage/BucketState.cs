using System.Collections.Immutable;

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

    /// <summary>Receipts of samples that are in the aggregate but not yet in the database.</summary>
    [Id(1)]
    public ImmutableList<Receipt> Unwritten { get; init; } = [];
}

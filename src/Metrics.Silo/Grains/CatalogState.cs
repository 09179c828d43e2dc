namespace Metrics.Silo.Grains;

/// <summary>What a catalog grain persists, as JSON.</summary>
internal sealed record CatalogState
{
    /// <summary>See <see cref="CatalogSnapshot.Version"/>.</summary>
    public long Version { get; init; }

    /// <summary>All definitions, by id.</summary>
    public IReadOnlyList<MetricDefinition> Definitions { get; init; } = [];

    /// <summary>Ids that are out of the catalog but whose data may still be in the database.</summary>
    public IReadOnlyList<long> Purging { get; init; } = [];
}

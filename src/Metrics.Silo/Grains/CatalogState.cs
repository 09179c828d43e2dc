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

    /// <summary>
    /// Names that the last change took away, and those that an earlier activation took away shortly before. Copies that were given out by then
    /// may still know them for the metric that had them, where the activation ended before it brought the change there.
    /// </summary>
    public IReadOnlyList<string> FreedNames { get; init; } = [];
}

using System.Collections.Concurrent;

namespace Metrics.Silo.Grains;

/// <summary>
/// The catalogs as this silo knows them, so that a request finds its definition without a call to a grain. The
/// catalog grain publishes each change here before it answers.
/// </summary>
public sealed class CatalogCache
{
    private readonly ConcurrentDictionary<string, CatalogSnapshot> _snapshots = new();

    /// <summary>The catalog of an organization, as far as this silo knows it.</summary>
    public CatalogSnapshot? Find(string organization) => _snapshots.GetValueOrDefault(IMetricCatalogGrain.KeyOf(organization));

    /// <summary>Keeps the snapshot, unless a later one came before it.</summary>
    internal void Publish(string catalogKey, CatalogSnapshot snapshot) => _snapshots.AddOrUpdate(
        catalogKey, snapshot, (_, known) => known.Version > snapshot.Version ? known : snapshot);
}

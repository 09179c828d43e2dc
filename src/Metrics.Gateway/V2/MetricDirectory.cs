using System.Globalization;
using Metrics.Gateway.Security;
using Metrics.Silo.Grains;

namespace Metrics.Gateway.V2;

/// <summary>Finds the definition that a path speaks of, by id or by name, among those of the caller's organization.</summary>
internal sealed class MetricDirectory(CatalogCache cache, IGrainFactory grains)
{
    /// <summary>All definitions of the organization.</summary>
    public async ValueTask<CatalogSnapshot> GetCatalogAsync(Organization organization) =>
        cache.Find(organization.Name) ?? await CatalogOf(organization).GetSnapshot();

    /// <summary>The definition.</summary>
    /// <param name="organization">The caller's organization.</param>
    /// <param name="metric">The segment of the path, decoded: digits only are an id, anything else is a name.</param>
    /// <exception cref="ApiFailure">404: the organization has no such metric.</exception>
    public async ValueTask<MetricDefinition> GetAsync(Organization organization, string metric) =>
        Find(await GetCatalogAsync(organization), metric) ?? throw ApiFailure.NotFound();

    /// <summary>The grain that owns the definitions of the organization.</summary>
    public IMetricCatalogGrain CatalogOf(Organization organization) =>
        grains.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(organization.Name));

    private static MetricDefinition? Find(CatalogSnapshot catalog, string metric)
    {
        if (metric.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return catalog.TryGet(metric, out var named) ? named : null;
        }

        return long.TryParse(metric, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && catalog.TryGet(id, out var found) ? found : null;
    }
}

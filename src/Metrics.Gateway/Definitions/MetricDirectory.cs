using System.Globalization;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;

namespace Metrics.Gateway.Definitions;

/// <summary>Finds the definition that a path speaks of, by id or by name, among those of the caller's organization.</summary>
internal sealed class MetricDirectory(CatalogCache cache, IGrainFactory grains)
{
    /// <summary>The definitions of the organization as they stand.</summary>
    public Task<CatalogSnapshot> GetCatalogAsync(Organization organization) => CatalogOf(organization).GetSnapshot();

    /// <summary>The definition as it stands, to be shown or changed.</summary>
    /// <param name="organization">The caller's organization.</param>
    /// <param name="metric">The segment of the path, decoded: digits only are an id, anything else is a name.</param>
    /// <exception cref="ApiFailure">404: the organization has no such metric.</exception>
    public async Task<MetricDefinition> GetAsync(Organization organization, string metric) =>
        Find(await GetCatalogAsync(organization), metric) ?? throw ApiFailure.NotFound();

    /// <summary>The definition that points go to, from this silo's copy of the catalog where that has it.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async ValueTask<MetricDefinition> GetForDataAsync(Organization organization, string metric) =>
        Find(await cache.GetAsync(organization.Name), metric)
        ?? Find(await cache.RefreshAsync(organization.Name), metric)
        ?? throw ApiFailure.NotFound();

    /// <summary>The definitions that points may go to, from this silo's copy of the catalog. It may lack what is new.</summary>
    public ValueTask<CatalogSnapshot> GetCatalogForDataAsync(Organization organization) => cache.GetAsync(organization.Name);

    /// <summary>As <see cref="GetCatalogForDataAsync"/>, where the copy has just shown to be out of date.</summary>
    public Task<CatalogSnapshot> GetRefreshedCatalogAsync(Organization organization) => cache.RefreshAsync(organization.Name);

    /// <summary>As <see cref="GetForDataAsync"/>, where the copy has just shown to be out of date.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<MetricDefinition> GetRefreshedAsync(Organization organization, string metric) =>
        Find(await cache.RefreshAsync(organization.Name), metric) ?? throw ApiFailure.NotFound();

    /// <summary>The grain that owns the definitions of the organization.</summary>
    public IMetricCatalogGrain CatalogOf(Organization organization) =>
        grains.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(organization.Name));

    /// <summary>Finds a metric by a text: digits only are an id, anything else is a name.</summary>
    public static MetricDefinition? Find(CatalogSnapshot catalog, string metric)
    {
        if (metric.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return catalog.TryGet(metric, out var named) ? named : null;
        }

        return long.TryParse(metric, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && catalog.TryGet(id, out var found) ? found : null;
    }
}

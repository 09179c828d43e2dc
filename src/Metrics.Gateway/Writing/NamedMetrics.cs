using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;

namespace Metrics.Gateway.Writing;

/// <summary>The metrics that the points of one request name, found in this silo's copy of the catalog, or in a newer one.</summary>
internal sealed class NamedMetrics(MetricDirectory directory, Organization organization, CatalogSnapshot catalog)
{
    private CatalogSnapshot _catalog = catalog;
    private bool _isRefreshed;

    /// <summary>Finds a metric by its id, or by its name. Digits only are an id.</summary>
    /// <exception cref="UnknownMetricException">There is none in the copy, which may be behind.</exception>
    /// <exception cref="ApiFailure">There is none.</exception>
    public MetricDefinition Find(string metric) => MetricDirectory.Find(_catalog, metric) ?? throw Unknown();

    /// <inheritdoc cref="Find(string)"/>
    public MetricDefinition Find(long id) => _catalog.TryGet(id, out var found) ? found : throw Unknown();

    /// <summary>Fetches the catalog as it is now, once a request.</summary>
    public async Task RefreshAsync()
    {
        _catalog = await directory.GetRefreshedCatalogAsync(organization);
        _isRefreshed = true;
    }

    private Exception Unknown() => _isRefreshed
        ? ApiFailure.Malformed("metric is not the id or the name of a customMetric")
        : new UnknownMetricException();
}

/// <summary>A metric is not in the copy of the catalog; it may be in a newer one.</summary>
internal sealed class UnknownMetricException : Exception;

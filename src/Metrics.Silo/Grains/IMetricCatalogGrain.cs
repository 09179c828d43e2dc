using System.Collections.Immutable;
using Metrics.Silo.Storage;
using Orleans.Concurrency;

namespace Metrics.Silo.Grains;

/// <summary>The definitions of one organization. Its key is <see cref="KeyOf"/>.</summary>
[Alias("Metrics.IMetricCatalogGrain")]
public interface IMetricCatalogGrain : IGrainWithStringKey
{
    /// <summary>The grain key of an organization's catalog.</summary>
    static string KeyOf(string organization) => "o|" + organization;

    /// <summary>All definitions as they stand.</summary>
    [AlwaysInterleave, Alias("GetSnapshot")]
    Task<CatalogSnapshot> GetSnapshot();

    /// <summary>
    /// All definitions as they stand; and for <see cref="CatalogCache.Lease"/> from now on, no change that takes a name
    /// away from a metric is acknowledged before the observer knows of it.
    /// </summary>
    /// <param name="observer">Who keeps a copy.</param>
    /// <param name="knownVersion">The version of the copy, or null where there is none yet.</param>
    /// <returns>Null where the copy is of that version already.</returns>
    [AlwaysInterleave, Alias("Subscribe")]
    Task<CatalogSnapshot?> Subscribe(ICatalogObserver observer, long? knownVersion);

    /// <summary>Creates a metric, or finds the one that was created with the very same definition.</summary>
    /// <param name="draft">The definition, with the id 0.</param>
    /// <exception cref="MetricNameTakenException">A metric of that name is defined differently.</exception>
    /// <exception cref="LimitReachedException">The organization has as many metrics as it may.</exception>
    [Alias("Create")]
    Task<MetricCreation> Create(MetricDefinition draft);

    /// <summary>
    /// Takes over metrics from elsewhere, in their order, or finds those of their names and gives these the descriptions. An id is kept where
    /// nobody in the deployment has had it. All of them are written at once.
    /// </summary>
    /// <param name="definitions">The definitions with the ids that they had; at least one.</param>
    /// <returns>The definitions with the ids that they have; fewer where one could not be taken over, which then is the first that is missing.</returns>
    /// <exception cref="MetricNameTakenException">A metric with the name of the first one is of another kind.</exception>
    /// <exception cref="LimitReachedException">The organization has as many metrics as it may.</exception>
    /// <remarks>Its alias is not its name: under that the build before took a single definition, and the two may run side by side in a cluster.</remarks>
    [Alias("ImportAll")]
    Task<ImmutableArray<MetricDefinition>> Import(ImmutableArray<MetricDefinition> definitions);

    /// <summary>Renames a metric, changes its description, or both.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">What is to change.</param>
    /// <returns>The definition as it is now.</returns>
    /// <exception cref="MetricNotFoundException">There is no metric of that id.</exception>
    /// <exception cref="MetricNameTakenException">Another metric has that name.</exception>
    [Alias("Update")]
    Task<MetricDefinition> Update(long id, MetricChange change);

    /// <summary>
    /// Deletes a metric. When this returns nothing can be added to it any more, and its name is free. Its data goes after that: to wait
    /// for its end, call <see cref="IMetricGrain.Purge"/>.
    /// </summary>
    /// <exception cref="MetricNotFoundException">There is no metric of that id.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer. The metric may be deleted.</exception>
    [Alias("Delete"), ResponseTimeout("00:00:30")]
    Task Delete(long id);

    /// <summary>Forgets a deleted metric, of which no data is left.</summary>
    [Alias("EndPurge"), ResponseTimeout("00:00:30")]
    Task EndPurge(long id);
}

/// <summary>What may change of a metric.</summary>
/// <param name="Name">Its new name, or null to keep the one it has.</param>
/// <param name="Description">Its new description, the empty string for none, or null to keep the one it has.</param>
[GenerateSerializer, Immutable, Alias("Metrics.MetricChange")]
public sealed record MetricChange([property: Id(0)] string? Name, [property: Id(1)] string? Description);

/// <summary>What came of <see cref="IMetricCatalogGrain.Create"/>.</summary>
/// <param name="Definition">The definition, with its id.</param>
/// <param name="IsNew">Whether this call created it; false where it was there already.</param>
[GenerateSerializer, Immutable, Alias("Metrics.MetricCreation")]
public sealed record MetricCreation([property: Id(0)] MetricDefinition Definition, [property: Id(1)] bool IsNew);

namespace Metrics.Silo.Grains;

/// <summary>The saved dashboards of one organization. Its key is <see cref="KeyOf"/>.</summary>
[Alias("Metrics.IDashboardGrain")]
public interface IDashboardGrain : IGrainWithStringKey
{
    /// <summary>The most dashboards of one organization: each save writes them all, as one document.</summary>
    const int MaxDashboards = 100;

    /// <summary>The grain key of an organization's dashboards.</summary>
    static string KeyOf(string organization) => "d|" + organization;

    /// <summary>All dashboards by name, without their cards.</summary>
    [Alias("List")]
    Task<IReadOnlyList<DashboardSummary>> List();

    /// <summary>One dashboard; null where there is none of that id.</summary>
    [Alias("Get")]
    Task<Dashboard?> Get(string id);

    /// <summary>Creates a dashboard, or replaces the one that has its id.</summary>
    /// <param name="dashboard">The dashboard; its version is ignored.</param>
    /// <param name="expectedVersion">Which version it replaces: 0 for none, null for whichever there is.</param>
    /// <returns>The dashboard with its new version.</returns>
    /// <exception cref="DashboardChangedException">There is another version than was expected.</exception>
    /// <exception cref="LimitReachedException">It would be one more than <see cref="MaxDashboards"/>.</exception>
    [Alias("Save")]
    Task<Dashboard> Save(Dashboard dashboard, long? expectedVersion);

    /// <summary>Deletes a dashboard.</summary>
    /// <returns>Whether there was one.</returns>
    [Alias("Delete")]
    Task<bool> Delete(string id);
}

/// <summary>A dashboard as it stands in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="CardCount">How many cards it has.</param>
/// <param name="Version">Its version.</param>
[GenerateSerializer, Immutable, Alias("Metrics.DashboardSummary")]
public sealed record DashboardSummary(
    [property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] int CardCount, [property: Id(3)] long Version);

using System.Globalization;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IDashboardGrain"/>
/// <remarks>Named, because the dashboard of Orleans has a grain that would be called the same.</remarks>
[GrainType("saved-dashboard")]
internal sealed class DashboardGrain(
    [PersistentState("dashboards", ControlPlane.ProviderName)] IPersistentState<DashboardState> saved) : Grain, IDashboardGrain
{
    /// <summary>Pages that show a dashboard read it again and again, and so keep this grain in memory with what it has read here.</summary>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        saved.RecordExists ? saved.EndEarlierWritesAsync(state => state, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<DashboardSummary>> List() => Task.FromResult<IReadOnlyList<DashboardSummary>>(saved.State.Dashboards
        .Select(dashboard => new DashboardSummary(dashboard.Id, dashboard.Name, dashboard.Cards.Count, dashboard.Version))
        .OrderBy(summary => summary.Name, StringComparer.OrdinalIgnoreCase)
        .ThenBy(summary => summary.Id, StringComparer.Ordinal)
        .ToArray());

    /// <inheritdoc/>
    public Task<Dashboard?> Get(string id) => Task.FromResult(Find(id));

    /// <inheritdoc/>
    public async Task<Dashboard> Save(Dashboard dashboard, long? expectedVersion)
    {
        var current = Find(dashboard.Id)?.Version ?? 0;
        if (expectedVersion is { } expected && expected != current)
        {
            throw new DashboardChangedException(current == 0
                ? "there is no such dashboard any more"
                : string.Create(CultureInfo.InvariantCulture, $"its version is {current}"));
        }

        if (current == 0 && saved.State.Dashboards.Count >= IDashboardGrain.MaxDashboards)
        {
            throw LimitReachedException.Of(IDashboardGrain.MaxDashboards, "dashboards");
        }

        var version = saved.State.LastVersion + 1;
        var next = dashboard with { Version = version };
        await this.SaveAsync(saved, new DashboardState(version, [.. Others(dashboard.Id), next]));
        return next;
    }

    /// <inheritdoc/>
    public async Task<bool> Delete(string id)
    {
        if (Find(id) is null)
        {
            return false;
        }

        await this.SaveAsync(saved, saved.State with { Dashboards = [.. Others(id)] });
        return true;
    }

    private Dashboard? Find(string id) => saved.State.Dashboards.FirstOrDefault(dashboard => dashboard.Id == id);

    private IEnumerable<Dashboard> Others(string id) => saved.State.Dashboards.Where(dashboard => dashboard.Id != id);
}

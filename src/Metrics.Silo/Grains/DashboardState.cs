namespace Metrics.Silo.Grains;

/// <summary>What the dashboards of an organization persist, as JSON.</summary>
/// <param name="LastVersion">The version that was given last; 0 before the first. No version is given twice, also after a delete.</param>
/// <param name="Dashboards">All dashboards, in no particular order.</param>
internal sealed record DashboardState(long LastVersion, IReadOnlyList<Dashboard> Dashboards)
{
    /// <summary>An organization that has saved nothing.</summary>
    public DashboardState()
        : this(0, [])
    {
    }
}

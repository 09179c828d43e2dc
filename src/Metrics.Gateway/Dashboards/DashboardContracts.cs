using Metrics.Silo.Grains;

namespace Metrics.Gateway.Dashboards;

/// <summary>A dashboard as it is sent.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Cards">At most 100 cards. Default: none.</param>
/// <param name="RefreshSeconds">How often an open card asks for its values, 5 to 86400; 0 for never. Default: 30.</param>
/// <param name="Version">The version that this one replaces, 0 for none. Left out: whichever there is.</param>
public sealed record DashboardRequest(string Name, IReadOnlyList<Card>? Cards = null, int? RefreshSeconds = null, long? Version = null);

/// <summary>The data of an answer about one dashboard.</summary>
/// <param name="Dashboard">The dashboard.</param>
public sealed record DashboardData(Dashboard Dashboard);

/// <summary>The data of an answer about all dashboards.</summary>
/// <param name="ResultCount">How many there are.</param>
/// <param name="Dashboard">All of them, by name.</param>
public sealed record DashboardListData(int ResultCount, IReadOnlyList<DashboardSummary> Dashboard);

using Metrics.Gateway.Security;
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

/// <summary>The data of an answer about the caller.</summary>
/// <param name="AccessId">The public half of the caller's credentials.</param>
/// <param name="Organization">The name of the organization whose metrics the caller sees.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="TimeZone">The IANA zone in which the time buckets of the organization begin.</param>
/// <param name="FirstDayOfWeek">The day on which its weeks begin.</param>
/// <param name="Version">The version of the service.</param>
public sealed record UserData(string AccessId, string Organization, Role Role, string TimeZone, string FirstDayOfWeek, string Version);

namespace Metrics.Silo.Model;

/// <summary>The dashboard is no longer, or not yet, what the caller takes it for. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.DashboardChangedException")]
public sealed class DashboardChangedException(string message) : Exception(message);

/// <summary>The organization has as many dashboards as it may. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.TooManyDashboardsException")]
public sealed class TooManyDashboardsException(string message) : Exception(message);

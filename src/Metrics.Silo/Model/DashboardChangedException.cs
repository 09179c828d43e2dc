namespace Metrics.Silo.Model;

/// <summary>The dashboard is no longer, or not yet, what the caller takes it for. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.DashboardChangedException")]
public sealed class DashboardChangedException(string message) : Exception(message);

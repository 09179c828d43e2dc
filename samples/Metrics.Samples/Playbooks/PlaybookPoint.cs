namespace Metrics.Samples.Playbooks;

/// <summary>One observation of the traffic.</summary>
/// <param name="Metric">What was observed.</param>
/// <param name="Key">Of which key; null for a metric without keys.</param>
/// <param name="Value">Null for a Count, where being observed is all.</param>
/// <param name="Date">When.</param>
/// <param name="Weight">Only for an Average.</param>
internal sealed record PlaybookPoint(
    PlaybookMetric Metric, string? Key, decimal? Value, DateTimeOffset Date, decimal? Weight = null);

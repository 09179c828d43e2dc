namespace Metrics.Silo.Model;

/// <summary>The organization has another metric of this name. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.MetricNameTakenException")]
public sealed class MetricNameTakenException() : Exception("a metric with this name already exists");

namespace Metrics.Silo.Model;

/// <summary>The organization has no such metric, or has it no longer. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.MetricNotFoundException")]
public sealed class MetricNotFoundException() : Exception("there is no such metric");

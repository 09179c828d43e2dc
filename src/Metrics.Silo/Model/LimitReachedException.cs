namespace Metrics.Silo.Model;

/// <summary>The organization has as many of what the message names as it may have. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.LimitReachedException")]
public sealed class LimitReachedException(string message) : Exception(message);

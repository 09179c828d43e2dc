namespace Metrics.Silo.Model;

/// <summary>One incoming observation, already validated.</summary>
/// <param name="Value">What was observed. Ignored by <see cref="AggregationType.Count"/>.</param>
/// <param name="Weight">Greater than zero. Used by <see cref="AggregationType.Average"/> only.</param>
public readonly record struct Sample(decimal Value, decimal Weight = 1m);

namespace Metrics.Benchmarks.Compare;

/// <summary>Something is missing or went wrong that the person at the terminal can mend; the message says what.</summary>
internal sealed class ComparisonException(string message) : Exception(message);

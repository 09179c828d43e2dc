namespace Metrics.Benchmarks.Compare;

/// <summary>A request that a <see cref="Client"/> is to send.</summary>
/// <param name="Due">When, from the start of all; null: as soon as the client is free.</param>
/// <param name="Bytes">The request as it is sent.</param>
internal readonly record struct PlannedRequest(TimeSpan? Due, byte[] Bytes);

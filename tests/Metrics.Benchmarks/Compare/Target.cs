namespace Metrics.Benchmarks.Compare;

/// <summary>Where the clients send to.</summary>
/// <param name="Addresses">The processes of the contender; the connections are spread over them evenly.</param>
/// <param name="Protocol">How it takes points.</param>
internal sealed record Target(IReadOnlyList<Uri> Addresses, Protocol Protocol);

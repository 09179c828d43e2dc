namespace Metrics.Benchmarks.Compare;

/// <summary>What the clients do.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For the table.</param>
/// <param name="Keys">Over how many keys the points are spread.</param>
/// <param name="Connections">How many clients there are; each sends its next point when the last one is acknowledged.</param>
internal sealed record Scenario(string Name, string Title, int Keys, int Connections)
{
    public static readonly Scenario ManyKeys = new("keys", "Single points over 1,000 keys, 256 connections", 1_000, 256);
    public static readonly Scenario HotKey = new("hot", "Single points to one hot key, 256 connections", 1, 256);
    public static readonly Scenario Sequential = new("sequential", "Single points over 1,000 keys, 1 connection, one after another", 1_000, 1);

    public static IReadOnlyList<Scenario> All { get; } = [ManyKeys, HotKey, Sequential];
}

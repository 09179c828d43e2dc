namespace Metrics.Benchmarks.Compare;

/// <summary>What the clients do.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For the table.</param>
/// <param name="Keys">Over how many keys the points are spread.</param>
/// <param name="Connections">How many clients there are.</param>
/// <param name="Load">
/// The share of its highest rate that a contender is asked for, at fixed times (an open loop). Null for as much as it takes: each
/// client sends its next point when the last one is acknowledged (a closed loop).
/// </param>
internal sealed record Scenario(string Name, string Title, int Keys, int Connections, double? Load = null)
{
    public static readonly Scenario ManyKeys = new("keys", "Single points over 1,000 keys, 256 connections", 1_000, 256);
    public static readonly Scenario HotKey = new("hot", "Single points to one hot key, 256 connections", 1, 256);
    public static readonly Scenario Sequential = new("sequential", "Single points over 1,000 keys, 1 connection, one after another", 1_000, 1);
    public static readonly Scenario Half = new("half", "Single points over 1,000 keys, 256 connections, each contender at half of its highest rate", 1_000, 256, 0.5);

    public static IReadOnlyList<Scenario> All { get; } = [ManyKeys, HotKey, Sequential, Half];
}

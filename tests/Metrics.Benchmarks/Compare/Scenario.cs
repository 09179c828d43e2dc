namespace Metrics.Benchmarks.Compare;

/// <summary>What the clients do.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For the table.</param>
/// <param name="Keys">Over how many keys the points are spread.</param>
/// <param name="Connections">How many clients there are.</param>
/// <param name="Points">How many points a request has.</param>
internal sealed record Scenario(string Name, string Title, int Keys, int Connections, int Points = 1)
{
    public static readonly Scenario ManyKeys = new("keys", "Single points over 1,000 keys, 256 connections", 1_000, 256);
    public static readonly Scenario HotKey = new("hot", "Single points to one hot key, 256 connections", 1, 256);
    public static readonly Scenario Sequential = new("sequential", "Single points over 1,000 keys, 1 connection, one after another", 1_000, 1);
    public static readonly Scenario Half = new("half", "Single points over 1,000 keys, 256 connections, each contender at half of its highest rate", 1_000, 256) { Share = 0.5 };
    public static readonly Scenario Steady = new("steady", "Single points over 1,000 keys, 256 connections, 3,000 requests a second", 1_000, 256) { Rate = 3_000 };
    public static readonly Scenario Bulk100 = new("bulk-100", "1,000 points a request over 100 keys, 32 connections", 100, 32, Points: 1_000);
    public static readonly Scenario Bulk10000 = new("bulk-10000", "1,000 points a request over 10,000 keys, 32 connections", 10_000, 32, Points: 1_000);
    public static readonly Scenario Wide = new("wide", "Single points over 100,000 keys, most of them new, 256 connections", 100_000, 256);

    /// <summary>In this order; what fills the memory comes last.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [ManyKeys, HotKey, Sequential, Half, Steady, Bulk100, Bulk10000, Wide];

    /// <summary>The number of the first of the keys; the others follow.</summary>
    public int FirstKey { get; init; } = 1;

    /// <summary>
    /// The share of its highest rate that a contender is asked for, at fixed times (an open loop). Null for as much as it takes: each
    /// client sends its next request when the last one is acknowledged (a closed loop).
    /// </summary>
    public double? Share { get; private init; }

    /// <summary>How many requests a second a contender is asked for, at fixed times. Null as with <see cref="Share"/>.</summary>
    public double? Rate { get; private init; }

    /// <summary>Whether the clients send as much as the contender takes.</summary>
    public bool IsClosed => Share is null && Rate is null;

    /// <summary>Whether a request has many points.</summary>
    public bool IsBulk => Points > 1;

    /// <summary>How many requests a second are sent, where the highest rate is known.</summary>
    public double? RateBelow(double highest) => Rate ?? Share * highest;
}

namespace Metrics.Benchmarks.Compare;

/// <summary>One contender in one scenario of one round.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Contender">The name of the contender.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Load">What the clients saw.</param>
/// <param name="ServerCpu">The time that the server used meanwhile, all its processes together.</param>
/// <param name="DatabaseCpu">The time that its database used meanwhile; null where the database is part of the server, or not there.</param>
/// <param name="OthersCpu">The share of the machine's cores, 0 to 1, that was used meanwhile by what has nothing to do with the comparison.</param>
/// <param name="PeakMemory">The most memory the server had resident meanwhile, all its processes together, in bytes.</param>
internal sealed record Measurement(
    int Round, string Contender, Scenario Scenario, LoadReport Load, TimeSpan ServerCpu, TimeSpan? DatabaseCpu, double OthersCpu, long PeakMemory)
{
    /// <summary>Acknowledged points per second.</summary>
    public double PointRate => Load.Rate * Scenario.Points;

    /// <summary>Of the server, per request, in microseconds.</summary>
    public double ServerMicroseconds => ServerCpu.TotalMicroseconds / Load.Requests;

    /// <summary>Of the server, per point, in microseconds.</summary>
    public double ServerMicrosecondsPerPoint => ServerMicroseconds / Scenario.Points;

    /// <summary>Of the database, per request, in microseconds.</summary>
    public double? DatabaseMicroseconds => DatabaseCpu?.TotalMicroseconds / Load.Requests;
}

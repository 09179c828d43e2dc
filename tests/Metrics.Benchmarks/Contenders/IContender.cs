using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Contenders;

/// <summary>A service that takes part in the comparison.</summary>
internal interface IContender
{
    /// <summary>For the command line and the table.</summary>
    string Name { get; }

    /// <summary>What it does with a point, for the reader of the table.</summary>
    string Description { get; }

    /// <summary>Why it cannot take part on this machine; null where it can.</summary>
    string? Missing { get; }

    /// <summary>The package of Debian that says which version of a foreign program this is; null where it is none, or PostgreSQL, which knows its own.</summary>
    (string Program, string Package)? Package => null;

    /// <summary>Whether it is on PostgreSQL.</summary>
    bool UsesPostgres => false;

    /// <summary>Whether it takes part in the scenario: whether that asks for what it can do, and says something.</summary>
    bool Takes(Scenario scenario);

    /// <summary>Starts it afresh, with nothing in its database.</summary>
    Task<RunningContender> StartAsync(CancellationToken stop);
}

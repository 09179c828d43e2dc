namespace Metrics.Benchmarks.Compare;

/// <summary>What became of a request.</summary>
internal enum Outcome
{
    /// <summary>Answered with 204, the one answer that is expected.</summary>
    Acknowledged,

    /// <summary>Answered with anything else.</summary>
    Refused,

    /// <summary>Not answered.</summary>
    Broken,
}

namespace Metrics.FaultTests.Load;

/// <summary>How much is sent, and how.</summary>
internal sealed record LoadPlan
{
    /// <summary>The seed of the scenario.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The name of the metric; it is defined where it is not there.</summary>
    public required string Metric { get; init; }

    /// <summary>Buckets of each <see cref="Checking.Mode"/>.</summary>
    public int BucketsPerMode { get; init; } = 10;

    /// <summary>Clients for each bucket, each with an address of its own to prefer.</summary>
    public int ClientsPerBucket { get; init; } = 2;

    /// <summary>The longest pause between two requests of a client; a client draws each from none to this.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a client waits for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(12);
}

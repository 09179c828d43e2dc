namespace Metrics.Benchmarks.Compare;

/// <summary>What the requests of the comparison ask for; the same for every contender, so that all get the same bytes.</summary>
internal static class Target
{
    /// <summary>The metric that the points are for.</summary>
    public const string Metric = "benchmark";

    /// <summary>The token that goes with every request; also to those who do not look at it.</summary>
    public const string Token = "token-of-the-load-comparison-0123456789ab";

    /// <summary>Where points are posted to.</summary>
    public static Uri Of(Uri address) => new(address, $"/v2/customMetrics/{Metric}/data");
}

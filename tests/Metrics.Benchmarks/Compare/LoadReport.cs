namespace Metrics.Benchmarks.Compare;

/// <summary>What the clients saw. Times in microseconds.</summary>
/// <param name="Requests">All requests that were answered.</param>
/// <param name="Microseconds">How long they sent.</param>
/// <param name="Refused">How many answers were not 2xx.</param>
/// <param name="Broken">How many requests got no answer.</param>
/// <param name="P50">The latency that half of the requests stayed below.</param>
/// <param name="P99">The latency that 99 % stayed below.</param>
/// <param name="P999">The latency that 99.9 % stayed below.</param>
internal sealed record LoadReport(long Requests, long Microseconds, long Refused, long Broken, double P50, double P99, double P999)
{
    /// <summary>Requests that were answered with 2xx.</summary>
    public long Acknowledged => Requests - Refused;

    /// <summary>Requests that failed, one way or the other.</summary>
    public long Failed => Refused + Broken;

    /// <summary>Acknowledged requests per second.</summary>
    public double Rate => Acknowledged * 1e6 / Microseconds;
}

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
    /// <summary>What several generators saw at the same time. Of latencies it is the worst: how they are spread is not known.</summary>
    public static LoadReport Of(IReadOnlyList<LoadReport> reports) => reports is [var only] ? only : new LoadReport(
        reports.Sum(report => report.Requests), reports.Max(report => report.Microseconds), reports.Sum(report => report.Refused), reports.Sum(report => report.Broken),
        reports.Max(report => report.P50), reports.Max(report => report.P99), reports.Max(report => report.P999));

    /// <summary>What all connections together saw in this time.</summary>
    public static LoadReport Of(IReadOnlyList<Tally> tallies, TimeSpan elapsed)
    {
        var latencies = tallies.SelectMany(tally => tally.Latencies).Order().ToArray();
        var refused = tallies.Sum(tally => tally.Refused);
        double Percentile(double share) => latencies.Length == 0 ? 0 : latencies[(int)(share * (latencies.Length - 1))].TotalMicroseconds;
        return new LoadReport(
            latencies.Length + refused, (long)elapsed.TotalMicroseconds, refused, tallies.Sum(tally => tally.Broken),
            Percentile(0.5), Percentile(0.99), Percentile(0.999));
    }

    /// <summary>Requests that were answered with 2xx.</summary>
    public long Acknowledged => Requests - Refused;

    /// <summary>Requests that failed, one way or the other.</summary>
    public long Failed => Refused + Broken;

    /// <summary>Acknowledged requests per second.</summary>
    public double Rate => Acknowledged * 1e6 / Microseconds;
}

using System.Diagnostics;
using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Buckets;

/// <summary>Clients that send each request of a scenario once, one after another on every connection, until all are sent.</summary>
internal static class EachOnce
{
    public static async Task<LoadReport> RunAsync(Target target, Scenario scenario, CancellationToken stop)
    {
        var requests = RequestSet.Of(target.Addresses[0], target.Protocol, scenario);
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        var tallies = await Task.WhenAll(Enumerable.Range(0, scenario.Connections).Select(_ => SendAsync()));
        return LoadReport.Of(tallies, Stopwatch.GetElapsedTime(start));

        async Task<Tally> SendAsync()
        {
            var tally = new Tally();
            using var connection = new PointConnection(target.Addresses[0]);
            for (int i; (i = Interlocked.Increment(ref next)) < requests.Length;)
            {
                var sent = Stopwatch.GetTimestamp();
                var outcome = await connection.SendAsync(requests[i], stop);
                tally.Count(outcome, Stopwatch.GetElapsedTime(sent));
            }

            return tally;
        }
    }
}

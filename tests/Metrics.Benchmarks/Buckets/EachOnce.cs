using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Buckets;

/// <summary>Clients that send each request of a scenario once, one after another on every connection, until all are sent.</summary>
internal static class EachOnce
{
    public static Task<LoadReport> RunAsync(Target target, Scenario scenario, CancellationToken stop)
    {
        var requests = RequestSet.Of(target.Addresses[0], target.Protocol, scenario);
        var next = 0;
        return Clients.RunAsync([.. Enumerable.Range(0, scenario.Connections).Select(_ => new Client(target.Addresses[0], Plan()))], stop);

        // All clients are on one thread.
        IEnumerable<PlannedRequest> Plan()
        {
            while (next < requests.Length)
            {
                yield return new PlannedRequest(null, requests[next++]);
            }
        }
    }
}

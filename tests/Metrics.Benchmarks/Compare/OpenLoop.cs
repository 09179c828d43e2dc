using Metrics.Samples.Playbooks;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// Clients that send at fixed times, whether or not the server keeps up: while it pauses, the requests that were due meanwhile
/// wait, and count with the time they waited. A closed loop would not send them, and not see them.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Sends so many requests a second for a while.</summary>
    public static Task<LoadReport> RunAsync(Target target, Scenario scenario, double rate, TimeSpan time, CancellationToken stop)
    {
        var requests = target.Addresses.Select(address => RequestSet.Of(address, target.Protocol, scenario)).ToArray();
        return Clients.RunAsync(
            [
                .. Enumerable.Range(0, scenario.Connections).Select(i => new Client(
                    target.Addresses[i % requests.Length],
                    Plan(requests[i % requests.Length], TimeSpan.FromSeconds(i / rate), TimeSpan.FromSeconds(scenario.Connections / rate), time, seed: i))),
            ],
            stop);
    }

    private static IEnumerable<PlannedRequest> Plan(byte[][] requests, TimeSpan first, TimeSpan interval, TimeSpan end, int seed)
    {
        var keys = new SplitMix64((ulong)seed);
        for (var due = first; due < end; due += interval)
        {
            yield return new PlannedRequest(due, requests[keys.Between(0, requests.Length - 1)]);
        }
    }
}

using System.Diagnostics;
using Metrics.Samples.Playbooks;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// Clients that send at fixed times, whether or not the server keeps up: while it pauses, the requests that were due meanwhile
/// wait, and count with the time they waited. A closed loop would not send them, and not see them.
/// </summary>
internal static class OpenLoop
{
    /// <summary>Sends so many requests a second for a while.</summary>
    public static async Task<LoadReport> RunAsync(Target target, Scenario scenario, double rate, TimeSpan time, CancellationToken stop)
    {
        var requests = target.Addresses.Select(address => RequestSet.Of(address, target.Protocol, scenario)).ToArray();
        var clients = Enumerable.Range(0, scenario.Connections)
            .Select(i => new Client(target.Addresses[i % requests.Length], requests[i % requests.Length])).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select((client, i) => client.RunAsync(
            start, TimeSpan.FromSeconds(i / rate), TimeSpan.FromSeconds(clients.Length / rate), time, seed: i, stop)));
        return LoadReport.Of([.. clients.Select(client => client.Tally)], Stopwatch.GetElapsedTime(start));
    }

    /// <summary>One connection.</summary>
    private sealed class Client(Uri address, byte[][] requests)
    {
        public Tally Tally { get; } = new();

        public async Task RunAsync(long start, TimeSpan first, TimeSpan interval, TimeSpan end, int seed, CancellationToken stop)
        {
            var keys = new SplitMix64((ulong)seed);
            using var connection = new PointConnection(address);
            for (var due = first; due < end; due += interval)
            {
                // A client that is woken late is not the server's fault; one that still waited for its last answer is.
                var sent = await WaitAsync(start, due, stop) ? Stopwatch.GetElapsedTime(start) : due;
                var outcome = await connection.SendAsync(requests[keys.Between(0, requests.Length - 1)], stop);
                Tally.Count(outcome, Stopwatch.GetElapsedTime(start) - sent);
            }
        }

        /// <returns>Whether there was anything to wait for.</returns>
        private static async Task<bool> WaitAsync(long start, TimeSpan due, CancellationToken stop)
        {
            var left = due - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), stop);
            return true;
        }
    }
}

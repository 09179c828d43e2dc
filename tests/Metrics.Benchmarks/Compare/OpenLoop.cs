using System.Diagnostics;
using System.Net.Sockets;
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
        var elapsed = Stopwatch.GetElapsedTime(start);

        var latencies = clients.SelectMany(client => client.Latencies).Order().ToArray();
        double Percentile(double share) => latencies.Length == 0 ? 0 : latencies[(int)(share * (latencies.Length - 1))].TotalMicroseconds;
        return new LoadReport(
            latencies.Length, (long)elapsed.TotalMicroseconds, clients.Sum(client => client.Refused), clients.Sum(client => client.Broken),
            Percentile(0.5), Percentile(0.99), Percentile(0.999));
    }

    /// <summary>One connection.</summary>
    private sealed class Client(Uri address, byte[][] requests)
    {
        private readonly byte[] _answer = new byte[4096];

        public List<TimeSpan> Latencies { get; } = [];

        public int Refused { get; private set; }

        public int Broken { get; private set; }

        public async Task RunAsync(long start, TimeSpan first, TimeSpan interval, TimeSpan end, int seed, CancellationToken stop)
        {
            var keys = new SplitMix64((ulong)seed);
            TcpClient? connection = null;
            for (var due = first; due < end; due += interval)
            {
                // A client that is woken late is not the server's fault; one that still waited for its last answer is.
                var sent = await WaitAsync(start, due, stop) ? Stopwatch.GetElapsedTime(start) : due;
                connection ??= await ConnectAsync(stop);
                var isGood = connection is not null && await TrySendAsync(connection, requests[keys.Between(0, requests.Length - 1)], stop);
                if (isGood)
                {
                    Latencies.Add(Stopwatch.GetElapsedTime(start) - sent);
                }
                else
                {
                    // Whatever else came is left unread with its connection.
                    connection?.Dispose();
                    connection = null;
                }
            }

            connection?.Dispose();
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

        private async Task<TcpClient?> ConnectAsync(CancellationToken stop)
        {
            var connection = new TcpClient { NoDelay = true };
            try
            {
                await connection.ConnectAsync(address.Host, address.Port, stop);
                return connection;
            }
            catch (SocketException)
            {
                Broken++;
                connection.Dispose();
                return null;
            }
        }

        private async Task<bool> TrySendAsync(TcpClient connection, byte[] request, CancellationToken stop)
        {
            try
            {
                var stream = connection.GetStream();
                await stream.WriteAsync(request, stop);
                var length = 0;
                do
                {
                    var read = await stream.ReadAsync(_answer.AsMemory(length), stop);
                    if (read == 0)
                    {
                        Broken++;
                        return false;
                    }

                    length += read;
                }
                while (_answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0);

                // 204 is the only answer that is expected; it has no body.
                if (_answer.AsSpan(0, length).StartsWith("HTTP/1.1 204"u8))
                {
                    return true;
                }

                Refused++;
                return false;
            }
            catch (IOException)
            {
                Broken++;
                return false;
            }
        }
    }
}

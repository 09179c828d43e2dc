using System.Diagnostics;
using System.Net.Sockets;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// A load generator. One thread sends what is due on all connections and reads the answers as they come: on a machine that it shares
/// with the server it should take little, and see an answer as soon as that is there.
/// </summary>
internal static class Clients
{
    /// <summary>How late a request may be sent while no answer comes. Sockets cannot be waited for more finely.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    /// <summary>Connects the clients, and lets them send until they have sent all that they plan.</summary>
    public static Task<LoadReport> RunAsync(IReadOnlyList<Client> clients, CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(clients, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static LoadReport Run(IReadOnlyList<Client> clients, CancellationToken stop)
    {
        try
        {
            foreach (var client in clients)
            {
                client.Begin();
            }

            var start = Stopwatch.GetTimestamp();
            var sockets = new List<Socket>(clients.Count);
            while (Send(clients, start, sockets))
            {
                stop.ThrowIfCancellationRequested();
                Receive(clients, start, sockets, stop);
            }

            return LoadReport.Of([.. clients.Select(client => client.Tally)], Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            foreach (var client in clients)
            {
                client.Dispose();
            }
        }
    }

    /// <summary>Sends what is due, and lists the sockets of those that wait.</summary>
    /// <returns>Whether anybody has something to send or to wait for.</returns>
    private static bool Send(IReadOnlyList<Client> clients, long start, List<Socket> sockets)
    {
        sockets.Clear();
        var any = false;
        foreach (var client in clients)
        {
            if (client.Due is { } due && Stopwatch.GetElapsedTime(start) is var now && due <= now)
            {
                client.Send(now);
            }

            if (client.Waits)
            {
                sockets.Add(client.Socket);
            }

            any |= client.Waits || client.Due is not null;
        }

        return any;
    }

    /// <summary>Waits for answers, but not so long that others would be sent late.</summary>
    private static void Receive(IReadOnlyList<Client> clients, long start, List<Socket> sockets, CancellationToken stop)
    {
        if (sockets.Count == 0)
        {
            stop.WaitHandle.WaitOne(Patience);
            return;
        }

        Socket.Select(sockets, null, null, Patience);

        // Those that have something to read are left, in their order.
        var ready = 0;
        foreach (var client in clients)
        {
            if (ready < sockets.Count && client.Waits && client.Socket == sockets[ready])
            {
                ready++;
                client.Receive(Stopwatch.GetElapsedTime(start));
            }
        }
    }
}

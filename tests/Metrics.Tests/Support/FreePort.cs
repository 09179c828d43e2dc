using System.Net;
using System.Net.Sockets;

namespace Metrics.Tests.Support;

/// <summary>TCP ports that nobody listens on.</summary>
public static class FreePort
{
    private static int s_last = 20_000 + (Environment.ProcessId % 3_000 * 4);

    /// <summary>Ports below the range that the system hands out by itself, so that none is taken between asking and listening.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref s_last);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try the next one.
            }
        }
    }
}

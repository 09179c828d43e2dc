using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Metrics.Tests.Support;

/// <summary>Stands between a client and a PostgreSQL server, and cuts a connection at the moment that a test chooses.</summary>
public sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private volatile Cut _next;
    private byte[] _mark = [];
    private Func<Task>? _meanwhile;
    private int _cuts;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Chooses the moment for the next request, on whichever connection it comes.</summary>
    /// <param name="moment">When it is cut.</param>
    /// <param name="mark">A text that the request must have in it, such as the value of a parameter; else it is not the one.</param>
    /// <param name="meanwhile">What happens before the client learns that the answer is lost, where that is cut.</param>
    public void CutNext(Cut moment, string mark = "", Func<Task>? meanwhile = null)
    {
        (_mark, _meanwhile) = (Encoding.UTF8.GetBytes(mark), meanwhile);
        _next = moment;
    }

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (SocketException)
        {
            // The listener has stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var connection = new Connection(client.GetStream(), server.GetStream());
            await Task.WhenAny(ToServerAsync(connection), ToClientAsync(connection));
        }
    }

    private async Task ToServerAsync(Connection connection)
    {
        var buffer = new byte[64 * 1024];
        while (await connection.Client.ReadAsync(buffer) is > 0 and var length)
        {
            var cut = _next;
            if (cut != Cut.Never && buffer.AsSpan(0, length).IndexOf(_mark) >= 0)
            {
                _next = Cut.Never;
                Interlocked.Increment(ref _cuts);
                if (cut == Cut.BeforeTheServerHasIt)
                {
                    return;
                }

                connection.IsMute = true;
            }

            await connection.Server.WriteAsync(buffer.AsMemory(0, length));
            if (cut == Cut.WhileTheServerWorks)
            {
                return;
            }
        }
    }

    private async Task ToClientAsync(Connection connection)
    {
        var buffer = new byte[64 * 1024];
        var answer = new MemoryStream();
        while (await connection.Server.ReadAsync(buffer) is > 0 and var length)
        {
            if (!connection.IsMute)
            {
                await connection.Client.WriteAsync(buffer.AsMemory(0, length));
                continue;
            }

            // The server says that it is ready for the next request when the transaction of this one is committed.
            answer.Write(buffer, 0, length);
            if (HoldsReadyForQuery(answer.ToArray()))
            {
                await (_meanwhile?.Invoke() ?? Task.CompletedTask);
                return;
            }
        }
    }

    /// <summary>A message is a letter and a length that counts itself; Z is ReadyForQuery.</summary>
    private static bool HoldsReadyForQuery(ReadOnlySpan<byte> answer)
    {
        while (answer.Length >= 5)
        {
            if (answer[0] == 'Z')
            {
                return true;
            }

            answer = answer[Math.Min(answer.Length, 1 + BinaryPrimitives.ReadInt32BigEndian(answer[1..]))..];
        }

        return false;
    }

    private sealed class Connection(NetworkStream client, NetworkStream server)
    {
        public NetworkStream Client => client;

        public NetworkStream Server => server;

        /// <summary>Whether the client gets no more answers.</summary>
        public volatile bool IsMute;
    }
}

/// <summary>When a connection is lost.</summary>
public enum Cut
{
    /// <summary>Not at all.</summary>
    Never,

    /// <summary>The request is lost.</summary>
    BeforeTheServerHasIt,

    /// <summary>The request is under way.</summary>
    WhileTheServerWorks,

    /// <summary>The answer is lost.</summary>
    AfterTheCommit,
}

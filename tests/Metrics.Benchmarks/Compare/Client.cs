using System.Net.Sockets;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// A connection with one request under way at most, which connects again after a failure. It sends and reads without waiting, as
/// <see cref="Clients"/> tells it to.
/// </summary>
/// <param name="address">Where it sends to.</param>
/// <param name="plan">What it sends, in this order. The next is asked for when the last was answered.</param>
internal sealed class Client(Uri address, IEnumerable<PlannedRequest> plan) : IDisposable
{
    private readonly IEnumerator<PlannedRequest> _plan = plan.GetEnumerator();
    private readonly byte[] _answer = new byte[4096];
    private Socket? _socket;
    private int _length;
    private TimeSpan _free;
    private TimeSpan _from;

    public Tally Tally { get; } = new();

    /// <summary>Whether it has sent what is not answered.</summary>
    public bool Waits { get; private set; }

    /// <summary>When it sends again. Null if it waits, and after its last request.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>What it waits with.</summary>
    public Socket Socket => _socket ?? throw new InvalidOperationException("The client is not connected.");

    /// <summary>Connects, and takes its first request.</summary>
    public void Begin()
    {
        Connect();
        TakeNext();
    }

    /// <summary>Sends the request that is due.</summary>
    public void Send(TimeSpan now)
    {
        // A client that is woken late is not the server's fault; one that still waited for its last answer is.
        _from = _plan.Current.Due is { } due && due < _free ? due : now;
        Due = null;
        try
        {
            Connect();
            Socket.Send(_plan.Current.Bytes);
            Waits = true;
        }
        catch (SocketException)
        {
            Complete(Outcome.Broken, now);
        }
    }

    /// <summary>Reads what has come.</summary>
    public void Receive(TimeSpan now)
    {
        try
        {
            var read = Socket.Receive(_answer.AsSpan(_length));
            _length += read;
            var answer = _answer.AsSpan(0, _length);
            if (read == 0)
            {
                Complete(Outcome.Broken, now);
            }
            else if (answer.IndexOf("\r\n\r\n"u8) >= 0)
            {
                // It has no body; so the next answer begins here.
                Complete(answer.StartsWith("HTTP/1.1 204"u8) ? Outcome.Acknowledged : Outcome.Refused, now);
            }
        }
        catch (SocketException)
        {
            Complete(Outcome.Broken, now);
        }
    }

    public void Dispose()
    {
        Disconnect();
        _plan.Dispose();
    }

    private void Complete(Outcome outcome, TimeSpan now)
    {
        if (outcome != Outcome.Acknowledged)
        {
            // Whatever else came is left unread with its connection.
            Disconnect();
        }

        Tally.Count(outcome, now - _from);
        Waits = false;
        _length = 0;
        _free = now;
        TakeNext();
    }

    private void TakeNext() => Due = _plan.MoveNext() ? _plan.Current.Due ?? _free : null;

    private void Connect()
    {
        if (_socket is null)
        {
            _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket.Connect(address.Host, address.Port);
        }
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }
}

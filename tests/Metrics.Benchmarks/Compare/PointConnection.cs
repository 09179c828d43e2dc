using System.Net.Sockets;

namespace Metrics.Benchmarks.Compare;

/// <summary>A connection that sends one request after another, and connects again after a failure.</summary>
internal sealed class PointConnection(Uri address) : IDisposable
{
    private readonly byte[] _answer = new byte[4096];
    private TcpClient? _client;

    /// <summary>What became of a request.</summary>
    public enum Outcome
    {
        /// <summary>Answered with 204, the one answer that is expected.</summary>
        Acknowledged,

        /// <summary>Answered with anything else.</summary>
        Refused,

        /// <summary>Not answered.</summary>
        Broken,
    }

    /// <summary>Sends the bytes of a request for one point and waits for the answer.</summary>
    public async Task<Outcome> SendAsync(byte[] request, CancellationToken stop)
    {
        var outcome = await TrySendAsync(request, stop);
        if (outcome != Outcome.Acknowledged)
        {
            // Whatever else came is left unread with its connection.
            Dispose();
        }

        return outcome;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<Outcome> TrySendAsync(byte[] request, CancellationToken stop)
    {
        try
        {
            if (_client is null)
            {
                _client = new TcpClient { NoDelay = true };
                await _client.ConnectAsync(address.Host, address.Port, stop);
            }

            var stream = _client.GetStream();
            await stream.WriteAsync(request, stop);
            var length = 0;
            do
            {
                var read = await stream.ReadAsync(_answer.AsMemory(length), stop);
                if (read == 0)
                {
                    return Outcome.Broken;
                }

                length += read;
            }
            while (_answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0);

            // It has no body; so the next answer begins here.
            return _answer.AsSpan(0, length).StartsWith("HTTP/1.1 204"u8) ? Outcome.Acknowledged : Outcome.Refused;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return Outcome.Broken;
        }
    }
}

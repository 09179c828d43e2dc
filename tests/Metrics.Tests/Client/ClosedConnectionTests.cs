using System.Net;
using System.Net.Sockets;
using System.Text;
using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>Connections that end in order, but without an answer.</summary>
public sealed class ClosedConnectionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_deletion_is_sent_as_often_as_the_client_knows_of(int answeredBefore)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, answeredBefore, stop.Token);
        using var client = new MetricsClient(new MetricsClientOptions
        {
            Server = new Uri($"http://{listener.LocalEndpoint}"),
            Credentials = MetricsCredentials.Signature("id", "secret"),
            MaxRetries = 0,
        });
        for (var i = 0; i < answeredBefore; i++)
        {
            await client.DeleteAsync("before");
        }

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.DeleteAsync("runs"));

        Assert.Equal((null, true), (failure.Status, failure.IsOutcomeUnknown));
        await stop.CancelAsync();
        Assert.Equal(1, await serving);
    }

    /// <summary>Answers the first requests, and closes the connection on the others.</summary>
    /// <returns>How many those were.</returns>
    private static async Task<int> ServeAsync(TcpListener listener, int answers, CancellationToken stop)
    {
        var closed = 0;
        while (true)
        {
            TcpClient connection;
            try
            {
                connection = await listener.AcceptTcpClientAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return closed;
            }

            using (connection)
            {
                var stream = connection.GetStream();
                while (await ReadHeadAsync(stream))
                {
                    if (answers-- <= 0)
                    {
                        closed++;
                        break;
                    }

                    const string Body = """{"status":"Success"}""";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), CancellationToken.None);
                }
            }
        }
    }

    /// <summary>False where the connection is at its end.</summary>
    private static async Task<bool> ReadHeadAsync(NetworkStream stream)
    {
        var read = new StringBuilder();
        var next = new byte[1];
        while (!read.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(next) == 0)
            {
                return false;
            }

            read.Append((char)next[0]);
        }

        return true;
    }
}

using System.Net;
using System.Net.Sockets;
using Metrics.Gateway.Hosting;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>What becomes of connections when a process stops to listen.</summary>
public sealed class DrainingListenerTests
{
    [Fact]
    public async Task A_connection_that_nobody_has_accepted_yet_is_not_reset()
    {
        var clock = new HeldTimers();
        var drain = new Drain(Options.Create(new StorageOptions { Provider = StorageProvider.Postgres }), TimeProvider.System);
        var factory = new DrainingListenerFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance, drain, clock);
        var listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.EndPoint);
        await client.GetStream().WriteAsync("request"u8.ToArray());

        var stopped = listener.UnbindAsync();
        await clock.IsWaiting;
        await using (var connection = await listener.AcceptAsync())
        {
            var received = await connection!.Transport.Input.ReadAtLeastAsync(7);
            Assert.Equal("request"u8.ToArray(), received.Buffer.FirstSpan.ToArray());
        }

        clock.Release();
        await stopped;
        await listener.DisposeAsync();
    }
}

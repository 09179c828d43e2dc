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
        using var room = new SemaphoreSlim(1);
        var factory = new DrainingListenerFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance, drain, room, clock);
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

    [Fact]
    public async Task Who_finds_no_room_waits_until_somebody_leaves()
    {
        var drain = new Drain(Options.Create(new StorageOptions { Provider = StorageProvider.Sqlite }), TimeProvider.System);
        using var room = new SemaphoreSlim(1);
        var factory = new DrainingListenerFactory(
            Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance, drain, room, TimeProvider.System);
        await using var listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)listener.EndPoint);
        using var second = new TcpClient();
        await second.ConnectAsync((IPEndPoint)listener.EndPoint);

        var connection = await listener.AcceptAsync();
        var next = listener.AcceptAsync().AsTask();
        Assert.False(next.IsCompleted);

        await connection!.DisposeAsync();
        await using var later = await next;
        Assert.NotNull(later);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_room()
    {
        var drain = new Drain(Options.Create(new StorageOptions { Provider = StorageProvider.Sqlite }), TimeProvider.System);
        using var room = new SemaphoreSlim(0);
        var factory = new DrainingListenerFactory(
            Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance, drain, room, TimeProvider.System);
        await using var listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var next = listener.AcceptAsync();

        await listener.UnbindAsync();

        Assert.Null(await next);
    }
}

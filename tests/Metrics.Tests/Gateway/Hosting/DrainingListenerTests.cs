using System.Net;
using System.Net.Sockets;
using Metrics.Gateway.Hosting;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.AspNetCore.Connections;
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
        var listener = await BindAsync(StorageProvider.Postgres, room: 1, clock);
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
        await using var listener = await BindAsync(StorageProvider.Sqlite, room: 1, TimeProvider.System);
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
        await using var listener = await BindAsync(StorageProvider.Sqlite, room: 0, TimeProvider.System);
        var next = listener.AcceptAsync();

        await listener.UnbindAsync();

        Assert.Null(await next);
    }

    /// <param name="provider">What the process runs on: one of a cluster takes its leave in steps.</param>
    /// <param name="room">How many connections there may be.</param>
    /// <param name="clock">The clock of the listener.</param>
    private static ValueTask<IConnectionListener> BindAsync(StorageProvider provider, int room, TimeProvider clock)
    {
        var drain = new Drain(Options.Create(new StorageOptions { Provider = provider }), TimeProvider.System);
        var factory = new DrainingListenerFactory(
            Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance, drain, new SemaphoreSlim(room), clock);
        return factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
    }
}

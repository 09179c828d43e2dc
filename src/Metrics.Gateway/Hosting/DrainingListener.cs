using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Kestrel closes idle connections as soon as it listens no more, and a request that is on its way on one of them meets a
/// reset: its client cannot know whether it was served. This listener keeps Kestrel from it until <see cref="Drain"/> is done.
/// It also takes no connection while there is no room for it: who comes then waits in the queue of the system. Kestrel's own limit counts
/// connections that are there already, and a rush of them has taken the last files by then.
/// </summary>
internal sealed class DrainingListener(IConnectionListener listener, Socket socket, Drain drain, SemaphoreSlim room, TimeProvider time) : IConnectionListener
{
    /// <summary>Who accepts is never that late.</summary>
    private static readonly TimeSpan TimeToAccept = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await room.WaitAsync(_unbound.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        var connection = await listener.AcceptAsync(cancellationToken);
        if (connection is null)
        {
            room.Release();
            return null;
        }

        drain.Add(connection);
        connection.ConnectionClosed.Register(() => room.Release());
        return connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        // The system makes connections before anybody accepts them, and resets those that are not, with the requests on them.
        for (var start = time.GetTimestamp(); socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && time.GetElapsedTime(start) < TimeToAccept;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }

        await _unbound.CancelAsync();
        await listener.UnbindAsync(cancellationToken);
        await drain.EndConnectionsAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _unbound.Dispose();
        return listener.DisposeAsync();
    }
}

/// <summary>Listens by sockets, as Kestrel does by itself.</summary>
internal sealed class DrainingListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets;
    private readonly Drain _drain;
    private readonly SemaphoreSlim _room;
    private readonly TimeProvider _time;
    private Socket? _latest;

    /// <param name="options">How Kestrel listens.</param>
    /// <param name="loggerFactory">For the log of the sockets.</param>
    /// <param name="drain">Ends the connections.</param>
    /// <param name="room">Has one place for each connection that may be open, of all addresses together.</param>
    /// <param name="time">The clock.</param>
    public DrainingListenerFactory(
        IOptions<SocketTransportOptions> options, ILoggerFactory loggerFactory, Drain drain, SemaphoreSlim room, TimeProvider time)
    {
        options.Value.CreateBoundListenSocket = endpoint => _latest = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        _sockets = new SocketTransportFactory(options, loggerFactory);
        (_drain, _room, _time) = (drain, room, time);
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        // Kestrel binds one after the other.
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        return new DrainingListener(listener, _latest!, _drain, _room, _time);
    }
}

internal static class DrainExtensions
{
    /// <summary>Adds the time between the wish to stop and the stop, and what takes connections until then.</summary>
    /// <param name="services">The services.</param>
    /// <param name="maxConnections">How many connections may be open at a time.</param>
    public static void AddDrain(this IServiceCollection services, int maxConnections)
    {
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<IConnectionListenerFactory>(provider =>
            ActivatorUtilities.CreateInstance<DrainingListenerFactory>(provider, new SemaphoreSlim(maxConnections)));
    }

    /// <summary>Closes the connection after each answer, once they are to end.</summary>
    public static void UseDrain(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<Drain>();
        app.Use((context, next) =>
        {
            if (drain.IsEnding)
            {
                // When the answer goes out: one that tells of a failure is made anew, without the headers that were there.
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.Connection = "close";
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
    }
}

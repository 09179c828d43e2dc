using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Kestrel closes idle connections as soon as it listens no more, and a request that is on its way on one of them meets a
/// reset: its client cannot know whether it was served. This listener keeps Kestrel from it until <see cref="Drain"/> is done.
/// </summary>
internal sealed class DrainingListener(IConnectionListener listener, Socket socket, Drain drain, TimeProvider time) : IConnectionListener
{
    /// <summary>Who accepts is never that late.</summary>
    private static readonly TimeSpan TimeToAccept = TimeSpan.FromSeconds(1);

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var connection = await listener.AcceptAsync(cancellationToken);
        if (connection is not null)
        {
            drain.Add(connection);
        }

        return connection;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        // The system makes connections before anybody accepts them, and resets those that are not, with the requests on them.
        for (var start = time.GetTimestamp(); socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && time.GetElapsedTime(start) < TimeToAccept;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }

        await listener.UnbindAsync(cancellationToken);
        await drain.EndConnectionsAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

/// <summary>Listens by sockets, as Kestrel does by itself.</summary>
internal sealed class DrainingListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets;
    private readonly Drain _drain;
    private readonly TimeProvider _time;
    private Socket? _latest;

    public DrainingListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggerFactory, Drain drain, TimeProvider time)
    {
        options.Value.CreateBoundListenSocket = endpoint => _latest = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        _sockets = new SocketTransportFactory(options, loggerFactory);
        (_drain, _time) = (drain, time);
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        // Kestrel binds one after the other.
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        return new DrainingListener(listener, _latest!, _drain, _time);
    }
}

internal static class DrainExtensions
{
    /// <summary>Adds the time between the wish to stop and the stop.</summary>
    public static void AddDrain(this IServiceCollection services)
    {
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<IConnectionListenerFactory, DrainingListenerFactory>();
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

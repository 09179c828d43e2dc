using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Kestrel closes idle connections as soon as it listens no more, and a request that is on its way on one of them meets a
/// reset: its client cannot know whether it was served. This listener keeps Kestrel from it until <see cref="Drain"/> is done.
/// </summary>
internal sealed class DrainingListener(IConnectionListener listener, Drain drain) : IConnectionListener
{
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
        await listener.UnbindAsync(cancellationToken);
        await drain.EndConnectionsAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}

/// <summary>Listens by sockets, as Kestrel does by itself.</summary>
internal sealed class DrainingListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggerFactory, Drain drain)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggerFactory);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new DrainingListener(await _sockets.BindAsync(endpoint, cancellationToken), drain);
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
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace Metrics.Silo.Clustering;

/// <summary>
/// Sees that nobody else listens on the port of the silo, before the silo does. It would listen there together with a
/// process that is there already, and each would get a part of the other's connections.
/// </summary>
internal sealed class SiloPortCheck(ILocalSiloDetails silo) : IHostedService
{
    /// <exception cref="StartupException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoint = silo.SiloAddress.Endpoint;
        var address = HostAddress.ToListenOn(endpoint.Address);
        try
        {
            using var listener = new TcpListener(address, endpoint.Port);
            if (address.Equals(IPAddress.IPv6Any))
            {
                // So does the silo.
                listener.Server.DualMode = true;
            }

            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                $"The silo cannot listen on {endpoint} ({exception.Message}). Choose another port in Cluster:SiloPort.", exception);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

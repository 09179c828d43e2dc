using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Clustering;

/// <summary>
/// Warns of a silo that no other machine reaches: nobody has said at which address, and the machine shows none but the loopback. Two such
/// machines would take each other's silo for their own former one.
/// </summary>
internal sealed partial class SiloAddressCheck(ILocalSiloDetails silo, IOptions<SiloEndpointOptions> cluster, ILogger<SiloAddressCheck> logger)
    : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (cluster.Value.AdvertisedAddress is null && IPAddress.IsLoopback(silo.SiloAddress.Endpoint.Address))
        {
            Log.OnlyLoopback(logger, silo.SiloAddress.Endpoint.Address);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(102, LogLevel.Warning, "No address was found at which other machines reach this one: they are told {Address}. Name one in Cluster:AdvertisedAddress.")]
        public static partial void OnlyLoopback(ILogger logger, IPAddress address);
    }
}

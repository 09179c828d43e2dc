using System.Net;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Metrics.Silo.Clustering;

/// <summary>How a silo stands in a cluster of several: where it is reached, and how soon a lost one is noticed.</summary>
internal static class ClusterExtensions
{
    /// <summary>
    /// Orleans' own time limits notice a lost silo after a minute; with these it takes about three seconds, and about ten where it
    /// hangs. Requests for what lived on it fail until then. It takes three probes in a row, and all other silos, or two of them, to agree.
    /// </summary>
    public static void UseCluster(this ISiloBuilder silo, SiloEndpointOptions cluster)
    {
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<EndpointOptions>(options => Listen(options, cluster));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

            // Every start leaves a row; those of the dead are of use to nobody after a day.
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(2));
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(10);

            // A silo that leaves passes calls on to where its grains went. The others give up all calls to it as soon as it says that
            // it is gone, so it says so only when those have been answered.
            options.WaitForMessageToBeQueuedForOutboundTime = TimeSpan.FromSeconds(3);
        });
        StayingSiloCache.Use(silo);
        silo.AddGrainService<BucketRelay>();
        silo.Services.AddSingleton<StandstillGuard>();
        silo.Services.AddSingleton<IMembership>(provider => provider.GetRequiredService<StandstillGuard>());
        silo.Services.AddHostedService(provider => provider.GetRequiredService<StandstillGuard>());
    }

    private static void Listen(EndpointOptions options, SiloEndpointOptions cluster)
    {
        var address = cluster.AdvertisedAddress is { } text ? IPAddress.Parse(text) : HostAddress.FindBest();
        options.AdvertisedIPAddress = address;
        options.SiloPort = cluster.SiloPort;
        options.GatewayPort = 0;
        options.SiloListeningEndpoint = new IPEndPoint(HostAddress.ToListenOn(address), cluster.SiloPort);
    }
}

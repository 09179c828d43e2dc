using System.Net;
using System.Net.NetworkInformation;

namespace Metrics.Silo.Clustering;

/// <summary>An interface of this machine.</summary>
/// <param name="IsBridge">It is a bridge, which this machine keeps for itself, its containers and its virtual machines.</param>
/// <param name="HasGateway">A way to other networks leads over it.</param>
/// <param name="Addresses">The addresses that this machine has there.</param>
internal sealed record HostNetwork(bool IsBridge, bool HasGateway, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>
    /// Nobody beyond this machine is there, as with docker0, which has the same address on every machine. The network of a machine may lie on
    /// a bridge too; then its gateway does.
    /// </summary>
    public bool IsOfHostAlone => IsBridge && !HasGateway;

    /// <summary>The interface, as the system tells of it.</summary>
    public static HostNetwork Of(NetworkInterface network)
    {
        var properties = network.GetIPProperties();

        // Elsewhere than on Linux there is no such folder, and no bridge is known.
        return new(
            Directory.Exists($"/sys/class/net/{network.Name}/bridge"),
            properties.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any) && !gateway.Address.Equals(IPAddress.IPv6Any)),
            [.. properties.UnicastAddresses.Select(unicast => unicast.Address)]);
    }
}

using System.Net;
using System.Net.NetworkInformation;

namespace Metrics.Silo.Clustering;

/// <summary>An interface of this machine.</summary>
/// <param name="IsInnerBridge">It is a bridge that no network card is part of: it joins containers or virtual machines of this machine.</param>
/// <param name="HasGateway">A way to other networks leads over it.</param>
/// <param name="Addresses">The addresses that this machine has there.</param>
internal sealed record HostNetwork(bool IsInnerBridge, bool HasGateway, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>Nobody beyond this machine is there, as with docker0, which has the same address on every machine.</summary>
    public bool IsOfHostAlone => IsInnerBridge && !HasGateway;

    /// <summary>The interface, as the system tells of it.</summary>
    public static HostNetwork Of(NetworkInterface network)
    {
        var properties = network.GetIPProperties();
        return new(
            IsBridgeWithoutCard("/sys/class/net", network.Name),
            properties.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any) && !gateway.Address.Equals(IPAddress.IPv6Any)),
            [.. properties.UnicastAddresses.Select(unicast => unicast.Address)]);
    }

    /// <summary>Whether an interface is a bridge, and none of its ports is a network card, or made of others, as a bond and a VLAN are.</summary>
    /// <param name="interfaces">Where Linux shows its interfaces. Elsewhere there is no such folder, and no bridge is known.</param>
    /// <param name="name">The name of the interface.</param>
    public static bool IsBridgeWithoutCard(string interfaces, string name)
    {
        var ports = new DirectoryInfo(Path.Combine(interfaces, name, "brif"));
        return ports.Exists && !ports.EnumerateFileSystemInfos().Any(port => IsOfCard(new DirectoryInfo(Path.Combine(interfaces, port.Name))));
    }

    private static bool IsOfCard(DirectoryInfo port) =>
        port.Exists && (Directory.Exists(Path.Combine(port.FullName, "device")) || port.EnumerateFileSystemInfos("lower_*").Any());
}

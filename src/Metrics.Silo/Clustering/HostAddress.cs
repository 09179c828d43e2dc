using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Metrics.Silo.Clustering;

/// <summary>The addresses of this machine.</summary>
internal static class HostAddress
{
    /// <summary>The address that other machines are most likely to reach this one at.</summary>
    public static IPAddress FindBest() => Choose(FindNetworks());

    /// <summary>The best address that is not that of a bridge of the host itself.</summary>
    public static IPAddress Choose(IEnumerable<HostNetwork> networks) =>
        Choose(networks.Where(network => !network.IsOfHostAlone).SelectMany(network => network.Addresses));

    /// <summary>The first private IPv4 address, else the first other one of IPv4, else the loopback. No IPv6 address is chosen by itself.</summary>
    public static IPAddress Choose(IEnumerable<IPAddress> addresses)
    {
        var outside = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)).ToList();
        return outside.Find(IsPrivate) ?? outside.FirstOrDefault() ?? IPAddress.Loopback;
    }

    /// <summary>
    /// Where a silo listens that others reach at this address: there only, since silos do not authenticate each other. If it is not an address of
    /// this machine (NAT), on all, with <see cref="IPAddress.IPv6Any"/> also on those of IPv4.
    /// </summary>
    public static IPAddress ToListenOn(IPAddress advertised)
    {
        if (FindNetworks().Any(network => network.Addresses.Contains(advertised)))
        {
            return advertised;
        }

        return advertised.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
    }

    /// <summary>Whether the address can be that of one host: not that of any, of all, or of a group.</summary>
    public static bool IsOfOneHost(IPAddress address) =>
        !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast)
        && !address.IsIPv6Multicast && (address.AddressFamily != AddressFamily.InterNetwork || address.GetAddressBytes()[0] is < 224 or > 239);

    /// <summary>Whether the address belongs to one of the ranges for private networks (RFC 1918).</summary>
    public static bool IsPrivate(IPAddress address) => address.GetAddressBytes() switch
    {
        [10, ..] or [192, 168, ..] => true,
        [172, >= 16 and <= 31, ..] => true,
        _ => false,
    };

    private static IEnumerable<HostNetwork> FindNetworks() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
        .Select(HostNetwork.Of);
}

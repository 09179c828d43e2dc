using System.Net;
using System.Net.NetworkInformation;
using Metrics.Silo.Clustering;
using Metrics.Tests.Support;

namespace Metrics.Tests.Clustering;

/// <summary>At which of its addresses a silo is reached where nobody says so.</summary>
public sealed class HostAddressTests
{
    [Theory]
    [InlineData("127.0.0.1 8.8.8.8 10.0.0.7", "10.0.0.7")]
    [InlineData("127.0.0.1 8.8.8.8 192.168.1.7", "192.168.1.7")]
    [InlineData("8.8.8.8 172.16.0.7", "172.16.0.7")]
    [InlineData("8.8.8.8 172.31.255.7", "172.31.255.7")]
    [InlineData("10.0.0.7 192.168.1.7", "10.0.0.7")]
    public void A_private_address_is_chosen_before_a_public_one(string addresses, string chosen) => AssertChosen(chosen, addresses);

    [Theory]
    [InlineData("172.15.255.7 10.0.0.7")]
    [InlineData("172.32.0.7 10.0.0.7")]
    [InlineData("192.167.0.7 10.0.0.7")]
    [InlineData("11.0.0.7 10.0.0.7")]
    [InlineData("fd00::7 10.0.0.7")]
    public void An_address_beside_the_private_ranges_is_not_private(string addresses) => AssertChosen("10.0.0.7", addresses);

    [Fact]
    public void Without_a_private_address_the_first_public_one_is_chosen() => AssertChosen("8.8.8.8", "127.0.0.1 fe80::7 8.8.8.8 9.9.9.9");

    [Theory]
    [InlineData("127.0.0.1 ::1 fe80::7")]
    [InlineData("")]
    public void A_machine_without_a_network_has_the_loopback(string addresses) => AssertChosen("127.0.0.1", addresses);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("10.0.0.7")]
    public void A_bridge_of_the_host_itself_is_passed_over(string address) => Assert.Equal(
        IPAddress.Parse(address), HostAddress.Choose([Loopback, Bridge("172.17.0.1"), Bridge("192.168.122.1"), Card(address)]));

    [Fact]
    public void A_bridge_with_a_gateway_is_the_network_of_the_host() => Assert.Equal(
        IPAddress.Parse("10.0.0.7"), HostAddress.Choose([Card("203.0.113.7"), Bridge("172.17.0.1"), Bridge("10.0.0.7", hasGateway: true)]));

    [Fact]
    public void A_private_card_without_a_gateway_is_chosen_before_a_public_one() => Assert.Equal(
        IPAddress.Parse("10.0.0.7"), HostAddress.Choose([Card("203.0.113.7", hasGateway: true), Card("10.0.0.7")]));

    [Fact]
    public void A_machine_with_nothing_but_bridges_of_its_own_has_the_loopback() =>
        Assert.Equal(IPAddress.Loopback, HostAddress.Choose([Loopback, Bridge("172.17.0.1")]));

    [Fact]
    public void The_loopback_of_this_machine_is_no_bridge() => Assert.Equal(
        (false, false, true),
        NetworkInterface.GetAllNetworkInterfaces().Where(network => network.NetworkInterfaceType == NetworkInterfaceType.Loopback).Select(HostNetwork.Of)
            .Select(network => (network.IsInnerBridge, network.HasGateway, network.Addresses.Contains(IPAddress.Loopback))).Single());

    [Theory]
    [InlineData("docker0", true, "docker0/brif/veth1 veth1/iflink")]
    [InlineData("docker0", true, "docker0/brif")]
    [InlineData("br0", false, "br0/brif/veth1 br0/brif/eth1 veth1/iflink eth1/device")]
    [InlineData("br0", false, "br0/brif/bond0 bond0/lower_eth1")]
    [InlineData("eth0", false, "eth0/device")]
    [InlineData("eth0", false, "docker0/brif/veth1 eth0/device")]
    [InlineData("eth0", false, "")]
    public void A_bridge_is_of_the_host_itself_where_no_card_is_part_of_it(string name, bool isInner, string folders)
    {
        using var interfaces = new TemporaryFolder();
        foreach (var folder in folders.Split(' '))
        {
            Directory.CreateDirectory(interfaces.File(folder));
        }

        Assert.Equal(isInner, HostNetwork.IsBridgeWithoutCard(interfaces.Path, name));
    }

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("fd00::7", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("239.255.255.255", false)]
    [InlineData("ff02::1", false)]
    public void An_address_of_any_or_of_many_hosts_is_that_of_none(string address, bool isOfOne) =>
        Assert.Equal(isOfOne, HostAddress.IsOfOneHost(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("203.0.113.7", "0.0.0.0")]
    [InlineData("2001:db8::7", "::")]
    public void A_silo_listens_at_its_address_or_where_that_is_not_of_its_machine_on_all_of_the_same_kind(string advertised, string listening) =>
        Assert.Equal(IPAddress.Parse(listening), HostAddress.ToListenOn(IPAddress.Parse(advertised)));

    private static HostNetwork Loopback => Card("127.0.0.1");

    private static HostNetwork Card(string address, bool hasGateway = false) => new(IsInnerBridge: false, hasGateway, [IPAddress.Parse(address)]);

    private static HostNetwork Bridge(string address, bool hasGateway = false) => new(IsInnerBridge: true, hasGateway, [IPAddress.Parse(address)]);

    private static void AssertChosen(string chosen, string addresses) => Assert.Equal(
        IPAddress.Parse(chosen),
        HostAddress.Choose(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)));
}

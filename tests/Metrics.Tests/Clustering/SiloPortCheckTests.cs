using System.Net;
using System.Net.Sockets;
using Metrics.Silo;
using Metrics.Silo.Clustering;
using Metrics.Tests.Support;

namespace Metrics.Tests.Clustering;

/// <summary>The port of a silo whose address is not one of its machine, so that it listens on all.</summary>
public sealed class SiloPortCheckTests
{
    private const string Foreign = "203.0.113.7";
    private const string ForeignV6 = "2001:db8::7";

    [Theory]
    [InlineData(Foreign, "0.0.0.0")]
    [InlineData(ForeignV6, "0.0.0.0")]
    [InlineData(ForeignV6, "::")]
    public async Task One_that_somebody_listens_on_is_named(string advertised, string taken)
    {
        var port = FreePort.Next();
        using var other = new TcpListener(IPAddress.Parse(taken), port);
        other.Start();

        var failure = await Assert.ThrowsAsync<StartupException>(() => CheckAsync(advertised, port));

        Assert.StartsWith($"The silo cannot listen on {new IPEndPoint(IPAddress.Parse(advertised), port)} (", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Foreign)]
    [InlineData(ForeignV6)]
    public Task One_that_is_free_is_left_free(string advertised) => CheckAsync(advertised, FreePort.Next());

    private static Task CheckAsync(string advertised, int port)
    {
        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Parse(advertised), port), 1);
        return new SiloPortCheck(StandIn.For<ILocalSiloDetails>((_, _) => silo)).StartAsync(CancellationToken.None);
    }
}

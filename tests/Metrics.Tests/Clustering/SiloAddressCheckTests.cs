using System.Net;
using Metrics.Silo;
using Metrics.Silo.Clustering;
using Metrics.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Tests.Clustering;

/// <summary>A silo of a cluster that no other machine reaches.</summary>
public sealed class SiloAddressCheckTests
{
    private readonly RecordingLogger<SiloAddressCheck> _log = new();

    [Fact]
    public async Task One_that_found_nothing_but_the_loopback_says_what_to_set()
    {
        await StartAsync("127.0.0.1", advertised: null);

        var line = Assert.Single(_log.Lines);
        Assert.Equal(
            (LogLevel.Warning, "No address was found at which other machines reach this one: they are told 127.0.0.1. Name one in Cluster:AdvertisedAddress."),
            (line.Level, line.Message));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.7", null)]
    public async Task One_that_was_given_it_or_has_another_says_nothing(string address, string? advertised)
    {
        await StartAsync(address, advertised);

        Assert.Empty(_log.Lines);
    }

    /// <summary>Where others cannot be reached the start of the silo may not end.</summary>
    [Fact]
    public void It_is_said_before_the_silo_starts()
    {
        var builder = Host.CreateApplicationBuilder(["--Storage:Provider=Postgres", "--ConnectionStrings:Metrics=Host=localhost"]);
        builder.AddMetricsSilo();

        var started = builder.Services
            .Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType is not null)
            .Select(service => service.ImplementationType!.Name)
            .ToList();
        Assert.InRange(started.IndexOf(nameof(SiloAddressCheck)), 0, started.IndexOf("SiloHostedService") - 1);
    }

    private Task StartAsync(string address, string? advertised)
    {
        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Parse(address), 11111), 1);
        var check = new SiloAddressCheck(
            StandIn.For<ILocalSiloDetails>((_, _) => silo), Options.Create(new SiloEndpointOptions { AdvertisedAddress = advertised }), _log);
        return check.StartAsync(CancellationToken.None);
    }
}

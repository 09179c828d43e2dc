using System.Net;
using Metrics.Gateway.Hosting;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>The last answers of a process that stops.</summary>
public sealed class DrainTests
{
    [Theory]
    [InlineData("/v2/customMetrics", HttpStatusCode.OK)]
    [InlineData("/v2/customMetrics/none", HttpStatusCode.NotFound)]
    public async Task An_answer_ends_its_connection_whatever_it_says(string path, HttpStatusCode status)
    {
        using var host = new GatewayHost();
        using var client = host.Client();
        using var before = await client.GetAsync(new Uri(path, UriKind.Relative));

        await host.Services.GetRequiredService<Drain>().EndConnectionsAsync(CancellationToken.None);
        using var after = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((status, null), (before.StatusCode, before.Headers.ConnectionClose));
        Assert.Equal((status, true), (after.StatusCode, after.Headers.ConnectionClose));
    }
}

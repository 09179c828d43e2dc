using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>Orleans' own dashboard: off by default, and for administrators alone.</summary>
public sealed class OrleansDashboardTests
{
    private static readonly Dictionary<string, string> Enabled = new() { ["OrleansDashboard:Enabled"] = "true" };

    [Fact]
    public async Task It_is_not_there_by_default()
    {
        using var host = new GatewayHost();
        using var client = host.Client();

        Assert.Equal(HttpStatusCode.NotFound, (await client.Get("/orleans/")).Status);
    }

    [Fact]
    public async Task Administrators_see_the_grains_of_the_cluster()
    {
        using var host = new GatewayHost(settings: Enabled);
        using var administrator = host.Client();
        using var reader = host.Client(TestUsers.ReaderToken);
        using var stranger = new HttpClient { BaseAddress = host.Address };

        Assert.Equal(HttpStatusCode.OK, (await administrator.Get("/orleans/")).Status);
        Assert.Contains("hosts", (await administrator.Get("/orleans/DashboardCounters")).Body, StringComparison.Ordinal);
        Assert.Contains("Failure", (await administrator.Get("/orleans/img/nothing")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Get("/orleans/DashboardCounters")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Get("/orleans/DashboardCounters")).Status);
    }

    [Fact]
    public async Task A_browser_signs_in_with_an_access_id_and_its_token()
    {
        using var host = new GatewayHost(settings: Enabled);
        using var browser = new HttpClient { BaseAddress = host.Address };

        using var refused = await browser.GetAsync(new Uri("/orleans/", UriKind.Relative));
        Assert.Contains(refused.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic");

        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"administrator:{TestUsers.AdministratorToken}")));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/orleans/")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/v2/customMetrics")).Status);
    }
}

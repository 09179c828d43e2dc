using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway;

public sealed class RequestLimitTests
{
    [Fact]
    public async Task Requests_beyond_the_rate_of_a_user_are_refused_at_once_and_not_applied()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:RequestsPerSecondPerUser"] = "20" });
        var client = host.Client(TestUsers.StandardToken);
        var id = await host.Client().Define("limited");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            using var response = await client.PostAsync(
                new Uri($"/v2/customMetrics/{id}/data", UriKind.Relative), new StringContent("""{"value":1,"date":"2024-04-09"}""", Encoding.UTF8, "application/json"));
            return (response.StatusCode, RetryAfter: response.Headers.RetryAfter?.Delta, Body: await response.Content.ReadAsStringAsync());
        }));

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter));
        Assert.All(refused, answer => Assert.Equal(
            """{"status":"Failure","message":"Too many requests of this user, nothing was changed, please try again later"}""", answer.Body));
        var value = await host.Client().AddReturning(id, """{"value":0,"date":"2024-04-09"}""");
        Assert.Equal($$"""{"value":{{60 - refused.Count}}.0,"date":"2024-04-09T00:00:00Z"}""", value);
    }

    [Fact]
    public async Task Whoever_was_refused_is_served_again_a_little_later()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:RequestsPerSecondPerUser"] = "1" });
        var reader = host.Client(TestUsers.ReaderToken);
        while ((await reader.Get("/v2/customMetrics")).Status != HttpStatusCode.TooManyRequests)
        {
        }

        while ((await reader.Get("/v2/customMetrics")).Status != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    [Fact]
    public async Task Another_user_and_the_health_checks_are_not_held_up()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:RequestsPerSecondPerUser"] = "1" });
        var reader = host.Client(TestUsers.ReaderToken);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reader.Get("/v2/customMetrics")));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await reader.Get("/v2/customMetrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.Client(TestUsers.StandardToken).Get("/v2/customMetrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.Get("/health/ready")).Status);
    }
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Security;

[Collection(SharedGatewayCollection.Name)]
public sealed class TokenTests(SharedGateway shared)
{
    private const string Point = """{"value":1,"date":"2024-04-09"}""";

    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("TC-Token administrator:token=1")]
    [InlineData("Bearer administrator:token=1")]
    [InlineData("Bearer standard-token")]
    public async Task A_token_needs_no_timestamp_and_may_hold_colons_and_equals_signs(string authorization)
    {
        var answer = await shared.Host.Address.SendRaw("GET", "/v2/customMetrics?search=nothing%20like%20this", [$"Authorization: {authorization}"]);

        Assert.Equal(
            new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success","data":{"resultCount":0,"customMetricConfig":[]}}"""),
            answer.Answer);
    }

    [Theory]
    [InlineData("1", "Authorization: Bearer nobody's token")]
    [InlineData("2", "Authorization: TC-Token administrator:token=2")]
    [InlineData("3", "Authorization: TC-Token administrator:token")]
    [InlineData("4", "Authorization: Bearer")]
    [InlineData("5", "Authorization: TC-Token")]
    [InlineData("6", "Authorization: Bearer ADMINISTRATOR:TOKEN=1")]
    [InlineData("7", "Authorization: administrator:token=1")]
    [InlineData("8", "Authorization: Basic administrator:token=1")]
    [InlineData("9", "Authorization: ")]
    [InlineData("10", "X-No-Authorization: at all")]
    public async Task A_token_that_nobody_has_is_refused_and_nothing_is_applied(string number, string header)
    {
        var id = await _client.Define($"refused token {number}");

        var answer = await shared.Host.Address.SendRaw("POST", $"/v2/customMetrics/{id}/data", [header, "Content-Type: application/json"], Point);

        Assert.Equal(Answer.Failure(HttpStatusCode.Unauthorized, "Access Denied"), answer.Answer);
        Assert.Equal("""TC realm="Metrics.Orleans", TC-Token realm="Metrics.Orleans", Bearer realm="Metrics.Orleans" """.TrimEnd(), answer.Header("WWW-Authenticate"));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, Point));
    }

    [Theory]
    [InlineData("GET", "/v2/customMetrics", null)]
    [InlineData("POST", "/v2/customMetrics", """{"name":"by nobody","dataType":"Sum","interval":"Daily"}""")]
    [InlineData("GET", "/v2/customMetrics/by%20nobody", null)]
    [InlineData("PUT", "/v2/customMetrics/by%20nobody", """{"description":"by nobody"}""")]
    [InlineData("DELETE", "/v2/customMetrics/by%20nobody", null)]
    [InlineData("POST", "/v2/customMetrics/by%20nobody/data", "this is not JSON")]
    public async Task Whoever_does_not_say_who_they_are_learns_nothing(string method, string path, string? body)
    {
        using var nobody = new HttpClient { BaseAddress = shared.Host.Address };

        Assert.Equal(Answer.Failure(HttpStatusCode.Unauthorized, "Access Denied"), await nobody.SendJson(new HttpMethod(method), path, body));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/by%20nobody")).Status);
    }
}

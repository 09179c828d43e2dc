using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Security;

/// <summary>Organizations share a server and see nothing of each other.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class OrganizationTests(SharedGateway shared)
{
    private const string Point = """{"value":1,"date":"2024-04-09"}""";

    private readonly HttpClient _client = shared.Host.Client();
    private readonly HttpClient _other = shared.Host.Client(TestUsers.OtherOrganizationToken);

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("PUT", "", """{"name":"taken over"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/data", Point)]
    public async Task A_metric_of_another_organization_is_not_there(string method, string path, string? body)
    {
        var name = $"theirs: {method}";
        var id = await _other.Define(name);
        var before = await _other.Get($"/v2/customMetrics/{id}");
        var notFound = Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found");

        Assert.Equal(notFound, await _client.SendJson(new HttpMethod(method), $"/v2/customMetrics/{id}{path}", body));
        Assert.Equal(notFound, await _client.SendJson(new HttpMethod(method), $"/v2/customMetrics/{Uri.EscapeDataString(name)}{path}", body));
        Assert.Equal(before, await _other.Get($"/v2/customMetrics/{id}"));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _other.AddReturning(id, Point));
    }

    [Fact]
    public async Task Two_organizations_use_one_name_for_two_metrics()
    {
        var id = await _client.Define("one name", dataType: "Sum");
        var otherId = await _other.Define("one name", dataType: "Max");

        Assert.NotEqual(id, otherId);
        await _client.AddReturning("one name", Point);
        Assert.Equal("""{"value":2.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning("one name", Point));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _other.AddReturning("one name", Point));
    }

    [Fact]
    public async Task A_list_holds_the_metrics_of_its_own_organization_alone()
    {
        var id = await _client.Define("listed apart");
        await _other.Define("listed apart too");

        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                "application/json",
                $$$"""{"status":"Success","data":{"resultCount":1,"customMetricConfig":[{"id":{{{id}}},"name":"listed apart","dataType":"Sum","interval":"Daily","keyedValues":false}]}}"""),
            await _client.Get("/v2/customMetrics?search=listed%20apart"));
    }
}

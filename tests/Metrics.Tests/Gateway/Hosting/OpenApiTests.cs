using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

[Collection(SharedGatewayCollection.Name)]
public sealed class OpenApiTests(SharedGateway shared)
{
    private readonly HttpClient _client = new() { BaseAddress = shared.Host.Address };

    [Fact]
    public async Task The_document_is_OpenAPI_3_1_and_describes_every_route()
    {
        var answer = await _client.Get("/openapi/v1.json");

        var document = JsonDocument.Parse(answer.Body).RootElement;
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "/v2/customMetrics: get post",
                "/v2/customMetrics/{metric}: delete get put",
                "/v2/customMetrics/{metric}/data: delete get post",
                "/v2/customMetrics/data: post",
                "/v2/export: get",
                "/v2/import: post",
                "/v2/openmetrics: get",
                "/v2/me: get",
                "/v2/customMetrics/{metric}/keys: get",
                "/v2/dashboards: get",
                "/v2/dashboards/{id}: delete get put",
            ],
            document.GetProperty("paths").EnumerateObject().Select(path =>
                $"{path.Name}: {string.Join(' ', path.Value.EnumerateObject().Select(operation => operation.Name).Order(StringComparer.Ordinal))}"));
        Assert.Equal(
            ["Bearer", "TC", "TC-Token"],
            document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_dashboard_is_typed_from_this_document()
    {
        var answer = await _client.Get("/openapi/v1.json");

        // Where they differ: curl localhost:8080/openapi/v1.json > src/Metrics.Dashboard/openapi.json
        Assert.Equal(Repository.Read("src/Metrics.Dashboard/openapi.json"), answer.Body);
    }

    [Fact]
    public async Task Every_operation_has_a_summary_and_every_body_an_example()
    {
        var document = JsonDocument.Parse((await _client.Get("/openapi/v1.json")).Body).RootElement;

        foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.True(operation.Value.TryGetProperty("summary", out _));
            if (operation.Value.TryGetProperty("requestBody", out var body))
            {
                Assert.True(body.GetProperty("content").EnumerateObject().First().Value.TryGetProperty("example", out _));
            }
        }
    }

    [Fact]
    public async Task The_interactive_page_loads_nothing_from_elsewhere()
    {
        var answer = await _client.Get("/docs/");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain("https://", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/startup")]
    [InlineData("/health/ready")]
    public async Task Health_needs_no_token(string path)
    {
        var answer = await _client.Get(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("Healthy", JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/docs/")]
    [InlineData("/docs/scalar.js")]
    public async Task The_page_may_load_from_and_call_its_own_server_alone_and_stands_in_no_frame(string path)
    {
        using var answer = await _client.GetAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>An organization that has all the metrics it may have: new ones are refused, those that are there go on.</summary>
public sealed class MetricLimitTests : IDisposable
{
    private const string Why = "an organization may have at most 2 metrics";

    private readonly GatewayHost _host = new(settings: new Dictionary<string, string> { ["Limits:MetricsPerOrganization"] = "2" });

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task One_too_many_is_refused_until_there_is_room()
    {
        var client = _host.Client();
        var (first, _) = (await client.Define("first"), await client.Define("second"));

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {Why}"), await CreateAsync(client));
        Assert.Equal(first, await client.Define("first"));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning(first, """{"value":1,"date":"2024-04-09"}"""));
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(_host.Client(TestUsers.OtherOrganizationToken))).Status);

        await client.Delete($"/v2/customMetrics/{first}");
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(client)).Status);
    }

    [Fact]
    public async Task An_import_names_the_line_with_one_too_many()
    {
        var client = _host.Client();
        await client.Define("first");

        var answer = await client.PostData("/v2/import", """
            {"customMetricConfig":{"id":1,"name":"first","dataType":"Sum","interval":"Daily","keyedValues":false}}
            {"customMetricConfig":{"id":2,"name":"second","dataType":"Sum","interval":"Daily","keyedValues":false}}
            {"customMetricConfig":{"id":3,"name":"third","dataType":"Sum","interval":"Daily","keyedValues":false}}
            """, BulkExtensions.Lines);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: line 3: {Why}; the lines before it are applied (2 customMetrics, 0 values)"),
            answer);
    }

    private static Task<Answer> CreateAsync(HttpClient client) =>
        client.Post("/v2/customMetrics", """{"name":"third","dataType":"Sum","interval":"Daily"}""");
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>The keys of a metric, each with the value of its latest bucket.</summary>
public sealed class ReadKeysTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;

    public ReadKeysTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Each_key_has_the_value_of_its_latest_bucket()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 b=1", "2024-04-10 b=0.5", "2024-04-01 b=9", "2020-02-29 a=7", "2024-04-11 c=4");

        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                "application/json",
                """{"status":"Success","data":{"resultCount":3,"customMetricKey":[{"name":"a","value":7.0,"date":"2020-02-29T00:00:00Z"},{"name":"b","value":1.5,"date":"2024-04-10T00:00:00Z"},{"name":"c","value":4.0,"date":"2024-04-11T00:00:00Z"}]}}"""),
            await _client.Get("/v2/customMetrics/runs/keys"));
    }

    [Fact]
    public async Task Keys_come_by_name_or_the_largest_first()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 b=9", "2024-04-10 a=-1", "2024-04-10 🙂=10", "2024-04-10 ～=9.0", "2024-04-10 c=2", "2024-04-09 c=100");

        Assert.Equal(["a", "b", "c", "～", "🙂"], await Names("order=name"));
        Assert.Equal(["🙂", "b", "～", "c", "a"], await Names("order=value"));
        Assert.Equal(["b", "～"], await Names("order=value&resultStart=1&resultLimit=2"));
        Assert.Equal(["c", "～"], await Names("resultStart=2&resultLimit=2"));
        Assert.Empty(await Names("order=value&resultStart=5"));
    }

    [Fact]
    public async Task A_part_of_the_name_finds_keys_in_any_case()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 Block IP=1", "2024-04-10 unblock=2", "2024-04-10 ÄRGER=3", "2024-04-10 50%=4");

        Assert.Equal(["Block IP", "unblock"], await Names("search=BLOCK"));
        Assert.Equal(["ÄRGER"], await Names("search=ä"));
        Assert.Equal(["50%"], await Names("search=%25"));
        Assert.Equal(["unblock"], await Names("search=block&order=value&resultLimit=1"));
    }

    [Fact]
    public async Task The_first_page_says_how_many_keys_match()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a1=1", "2024-04-10 a2=2", "2024-04-10 a3=3", "2024-04-10 b=4");

        Assert.Equal(4, (await _client.Get("/v2/customMetrics/runs/keys?resultLimit=1")).ResultCount());
        Assert.Equal(3, (await _client.Get("/v2/customMetrics/runs/keys?search=a&order=value&resultLimit=1")).ResultCount());
        Assert.Null((await _client.Get("/v2/customMetrics/runs/keys?resultStart=1")).ResultCount());
    }

    [Fact]
    public async Task A_metric_without_data_has_no_keys()
    {
        await _client.Define("runs", keyed: true);

        Assert.Equal(
            """{"status":"Success","data":{"resultCount":0,"customMetricKey":[]}}""", (await _client.Get("/v2/customMetrics/runs/keys")).Body);
    }

    [Fact]
    public async Task An_average_is_told_as_such()
    {
        await _client.Define("confidence", "Average", keyed: true);
        await _client.AddReturning("confidence", """{"name":"a","value":80,"weight":3}""");
        await _client.AddReturning("confidence", """{"name":"a","value":60}""");

        Assert.Contains("""{"name":"a","value":75.0,""", (await _client.Get("/v2/customMetrics/confidence/keys")).Body, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> Names(string query) => (await _client.Get($"/v2/customMetrics/runs/keys?{query}")).KeyNames();
}

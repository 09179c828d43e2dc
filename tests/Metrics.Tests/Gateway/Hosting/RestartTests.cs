using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>What was acknowledged is there again after the server was stopped and started.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private GatewayHost _host;
    private HttpClient _client;

    public RestartTests() => (_host, _client) = Start();

    [Fact]
    public async Task Definitions_stand_as_they_were()
    {
        await _client.Post("/v2/customMetrics", """{"name":"Größe","dataType":"Average","interval":"Weekly","keyedValues":true,"description":"two\nlines"}""");
        var renamed = await _client.Define("old name");
        await _client.Put($"/v2/customMetrics/{renamed}", """{"name":"new name"}""");
        var before = await _client.Get("/v2/customMetrics");

        Restart();

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(before, await _client.Get("/v2/customMetrics"));
        Assert.Equal(HttpStatusCode.OK, (await _client.Get("/v2/customMetrics/new%20name")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/old%20name")).Status);
    }

    [Fact]
    public async Task The_running_values_of_all_types_go_on_where_they_were()
    {
        (string DataType, string Before, string After, string Value)[] metrics =
        [
            ("Sum", "0.1", "0.2", "0.3"),
            ("Count", "5", "6", "2.0"),
            ("Min", "5", "6", "5.0"),
            ("Max", "6", "5", "6.0"),
            ("First", "7", "8", "7.0"),
            ("Last", "7", "8", "8.0"),
            ("Average", "1", "2", "1.75"),
        ];
        foreach (var (dataType, before, _, _) in metrics)
        {
            await _client.Define(dataType, dataType, keyed: true);
            await _client.AddReturning(dataType, $$"""{"name":"app|1","value":{{before}},"date":"2024-04-09"}""");
        }

        Restart();

        foreach (var (dataType, _, after, value) in metrics)
        {
            Assert.Equal(
                $$"""{"value":{{value}},"date":"2024-04-09T00:00:00Z"}""",
                await _client.AddReturning(dataType, $$"""{"name":"app|1","value":{{after}},"date":"2024-04-09","weight":3}"""));
        }
    }

    [Fact]
    public async Task A_sum_keeps_its_last_digit()
    {
        var id = await _client.Define("digits");
        await _client.AddReturning(id, """{"value":"1234567890123456789.123456789","date":"2024-04-09"}""");

        Restart();

        Assert.Equal(
            """{"value":1234567890123456789.12345679,"date":"2024-04-09T00:00:00Z"}""",
            await _client.AddReturning(id, """{"value":"0.000000001","date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_deleted_metric_stays_deleted_and_its_id_is_not_given_again()
    {
        var deleted = await _client.Define("deleted");
        await _client.AddReturning(deleted, """{"value":1,"date":"2024-04-09"}""");
        await _client.Delete($"/v2/customMetrics/{deleted}");

        Restart();

        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get($"/v2/customMetrics/{deleted}")).Status);
        Assert.True(await _client.Define("deleted") > deleted);
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning("deleted", """{"value":1,"date":"2024-04-09"}"""));
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    private void Restart()
    {
        _host.Dispose();
        (_host, _client) = Start();
    }

    private (GatewayHost Host, HttpClient Client) Start()
    {
        var host = new GatewayHost(_folder);
        return (host, host.Client());
    }
}

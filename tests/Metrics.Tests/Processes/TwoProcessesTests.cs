using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Processes;

/// <summary>A cluster of two processes, each of which answers for every bucket.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Points_of_new_keys_count_and_each_gets_its_own_running_value_wherever_they_come_in(bool hasKeys)
    {
        var settings = PostgresSettings.ForNewDatabase().WithUsers();
        using var one = await StartAsync(settings);
        using var other = await StartAsync(settings);
        using var client = one.Client(TestUsers.AdministratorToken);
        using var second = other.Client(TestUsers.AdministratorToken);
        var id = await client.Define("new", interval: "Yearly", keyed: true);

        // First each point alone, then many in each request; all of them at once, in both processes.
        var values = await Task.WhenAll(Enumerable.Range(0, 600).Select(async i =>
        {
            var answer = await (i / 60 % 2 == 0 ? client : second).PostData(
                $"/v2/customMetrics/{id}/data?returnValue=true", $$"""{"name":"key{{i % 60}}","value":1}""", key: hasKeys ? $"request {i}" : null);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
            return (Key: i % 60, Value: JsonDocument.Parse(answer.Body).RootElement.GetProperty("value").GetDecimal());
        }));
        Assert.All(
            values.GroupBy(value => value.Key, value => value.Value),
            ofKey => Assert.Equal(Enumerable.Range(1, 10).Select(value => (decimal)value), ofKey.Order()));

        var many = $"[{string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"name":"many{{i}}","value":1}"""))}]";
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            var answer = await (i % 2 == 0 ? client : second).PostData($"/v2/customMetrics/{id}/data", many, key: hasKeys ? $"many {i}" : null);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        }));
        var counts = JsonDocument.Parse((await second.Get($"/v2/customMetrics/{id}/data")).Body).RootElement
            .GetProperty("data").GetProperty("customMetricData").EnumerateArray().Select(point => point.GetProperty("value").GetDecimal()).ToList();
        Assert.Equal(260, counts.Count);
        Assert.All(counts, count => Assert.Equal(10, count));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("request")]
    public async Task Points_that_do_not_fit_are_named_wherever_their_sums_are(string? key)
    {
        var settings = PostgresSettings.ForNewDatabase().WithUsers();
        using var one = await StartAsync(settings);
        using var other = await StartAsync(settings);
        using var client = one.Client(TestUsers.AdministratorToken);
        using var second = other.Client(TestUsers.AdministratorToken);
        var id = await client.Define("full", interval: "Yearly", keyed: true);
        string Points(string value) => string.Join(',', Enumerable.Range(0, 20).Select(i => $$"""{"name":"key{{i}}","value":{{value}}}"""));
        var path = $"/v2/customMetrics/{id}/data";
        Assert.Equal(HttpStatusCode.OK, (await client.PostData(path, $"[{Points("79228162514264337593543950000")}]")).Status);

        foreach (var gateway in (HttpClient[])[client, second])
        {
            var refused = await gateway.PostData(path, $"[{Points("1")},{Points("1000")},{Points("1")}]", key: key);

            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Equal(
                Enumerable.Range(20, 20),
                JsonDocument.Parse(refused.Body).RootElement.GetProperty("data").GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("index").GetInt32()));
        }

        Assert.Equal(HttpStatusCode.OK, (await second.PostData(path, $"[{Points("335")}]")).Status);
    }

    private async Task<GatewayProcess> StartAsync(Dictionary<string, string> settings)
    {
        var process = new GatewayProcess(_folder, settings);
        await process.WaitUntilReadyAsync();
        return process;
    }
}

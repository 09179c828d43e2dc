using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>A metric whose data takes its time to go.</summary>
public sealed class DeleteMetricTests : IDisposable
{
    private readonly PostgresDatabase _database = new();
    private readonly GatewayHost _host;

    public DeleteMetricTests() => _host = new GatewayHost(settings: PostgresSettings.For(_database.Name));

    public void Dispose()
    {
        _host.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task The_catalog_answers_meanwhile()
    {
        var client = _host.Client();
        var id = await client.Define("m");
        await client.AddPoints("m", "2024-04-09=1");
        await using var held = await _database.HoldAsync("SELECT 1 FROM metric_buckets FOR UPDATE");

        var deletion = client.Delete($"/v2/customMetrics/{id}");
        await _database.WaitForWaitersAsync(1);

        Assert.Equal(HttpStatusCode.NotFound, (await client.Get($"/v2/customMetrics/{id}")).Status);
        Assert.True(await client.Define("m") > id);
        Assert.Equal("""{"value":5.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning("m", """{"value":5,"date":"2024-04-09"}"""));
        Assert.False(deletion.IsCompleted);

        await held.ReleaseAsync();
        Assert.Equal(HttpStatusCode.OK, (await deletion).Status);
        Assert.Equal(0, await _database.QueryAsync<long>($"SELECT count(*) FROM metric_buckets WHERE metric_id = {id}"));
    }
}

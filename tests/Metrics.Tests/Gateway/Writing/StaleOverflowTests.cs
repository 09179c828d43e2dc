using System.Net;
using Metrics.Tests.Gateway.Archive;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>A sum that is full in memory, and not in the database any more: what is added fits, and is not refused.</summary>
public sealed class StaleOverflowTests
{
    /// <summary>To this nothing can be added that has a digit before the point.</summary>
    private const string Tiny = "0.0000000000000000000000000001";

    private const string Path = "/v2/customMetrics/sum/data?returnValue=true";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_deletion_points_count_from_zero(bool isPostgres)
    {
        using var host = Start(isPostgres);
        var client = host.Client();
        await client.Define("sum", keyed: true);
        foreach (var idempotencyKey in (string?[])[null, "request"])
        {
            var point = Point("a", "10");
            await client.AddReturning("sum", Point("a", Tiny));
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData(Path, point)).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData(Path, point)).Status);

            await client.Delete("/v2/customMetrics/sum/data?startDate=2024-04-01");

            Assert.Equal(
                new Answer(HttpStatusCode.OK, "application/json", """{"value":10.0,"date":"2024-04-09T00:00:00Z"}"""),
                await client.PostData(Path, point, key: idempotencyKey));
            await client.Delete("/v2/customMetrics/sum/data?startDate=2024-04-01");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_deletion_many_points_count_from_zero(bool isPostgres)
    {
        using var host = Start(isPostgres);
        var client = host.Client();
        await client.Define("sum", keyed: true);
        var points = $"[{Point("a", "10")},{Point("b", "1")},{Point("c", "10")}]";
        await client.AddReturning("sum", Point("a", Tiny));
        await client.AddReturning("sum", Point("c", Tiny));
        var refused = await client.PostData(Path, points);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(refused, await client.PostData(Path, points));

        await client.Delete("/v2/customMetrics/sum/data?startDate=2024-04-01");

        Assert.Equal(
            """{"status":"Success","data":{"accepted":3,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"a","value":10.0},{"date":"2024-04-09T00:00:00Z","name":"b","value":1.0},{"date":"2024-04-09T00:00:00Z","name":"c","value":10.0}]}}""",
            (await client.PostData(Path, points)).Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_an_import_points_count_from_the_imported_value(bool isPostgres)
    {
        using var host = Start(isPostgres);
        var client = host.Client();
        var id = await client.Define("sum", keyed: true);
        await client.AddReturning("sum", Point("a", Tiny));
        await client.AddReturning("sum", Point("b", Tiny));
        await client.AddReturning("sum", Point("c", "1"));

        await ArchiveTests.ImportAsync(client, $$$"""
            {"customMetricConfig":{"id":{{{id}}},"name":"sum","dataType":"Sum","interval":"Daily","keyedValues":true}}
            {"customMetricData":{"metric":{{{id}}},"name":"a","date":"2024-04-09T00:00:00Z","count":1,"sum":"5"}}
            {"customMetricData":{"metric":{{{id}}},"name":"b","date":"2024-04-09T00:00:00Z","count":1,"sum":"7"}}
            """);

        Assert.Equal("""{"value":15.0,"date":"2024-04-09T00:00:00Z"}""", await client.AddReturning("sum", Point("a", "10")));
        Assert.Equal(
            """{"status":"Success","data":{"accepted":2,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"b","value":17.0},{"date":"2024-04-09T00:00:00Z","name":"c","value":2.0}]}}""",
            (await client.PostData(Path, $"[{Point("b", "10")},{Point("c", "1")}]")).Body);
    }

    private static GatewayHost Start(bool isPostgres) => new(settings: isPostgres ? PostgresSettings.ForNewDatabase() : null);

    private static string Point(string key, string value) => $$"""{"name":"{{key}}","value":"{{value}}","date":"2024-04-09"}""";
}

using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Archive;

/// <summary>The ids of metrics that are imported where others have some of them. Each test has a host of its own, whose ids begin at 1.</summary>
public sealed class ImportedIdsTests
{
    [Fact]
    public async Task Ids_are_kept_where_nobody_has_had_them()
    {
        using var host = new GatewayHost();
        var (main, other) = (host.Client(), host.Client(TestUsers.OtherOrganizationToken));
        var taken = await main.Define("taken");
        var values = $$$"""
            {"customMetricConfig":{"id":{{{taken}}},"name":"moved","dataType":"Sum","interval":"Daily","keyedValues":false}}
            {"customMetricConfig":{"id":9,"name":"kept","dataType":"Max","interval":"Daily","keyedValues":false}}
            {"customMetricConfig":{"id":9007199254740993,"name":"far","dataType":"Max","interval":"Daily","keyedValues":false}}
            {"customMetricData":{"metric":{{{taken}}},"date":"2024-04-09T00:00:00Z","count":3,"sum":"7"}}
            {"customMetricData":{"metric":9,"date":"2024-04-09T00:00:00Z","count":1,"max":"8"}}
            """;

        Assert.Equal(ArchiveTests.Imported(3, 2), await ArchiveTests.ImportAsync(other, values));

        Assert.Equal(10, (await other.Get("/v2/customMetrics/moved")).Id());
        Assert.Equal(9, (await other.Get("/v2/customMetrics/kept")).Id());
        Assert.Equal(11, (await other.Get("/v2/customMetrics/far")).Id());
        Assert.Equal("""{"value":7.0,"date":"2024-04-09T00:00:00Z"}""", await other.AddReturning("moved", """{"value":0,"date":"2024-04-09"}"""));
        Assert.Equal("""{"value":8.0,"date":"2024-04-09T00:00:00Z"}""", await other.AddReturning("kept", """{"value":0,"date":"2024-04-09"}"""));
        Assert.Equal("""{"value":0.0,"date":"2024-04-09T00:00:00Z"}""", await main.AddReturning(taken, """{"value":0,"date":"2024-04-09"}"""));

        // The second organization of a deployment finds the ids that the first one left out.
        await ArchiveTests.ImportAsync(main, """{"customMetricConfig":{"id":5,"name":"between","dataType":"Sum","interval":"Daily","keyedValues":false}}""");
        Assert.Equal(5, (await main.Get("/v2/customMetrics/between")).Id());
        Assert.Equal(12, await main.Define("next"));
    }

    [Fact]
    public async Task Where_somebody_has_had_the_first_id_of_an_import_its_other_metrics_keep_theirs()
    {
        using var host = new GatewayHost();
        var client = host.Client();
        await client.Define("taken");
        static string Line(long id, string name) =>
            $$$"""{"customMetricConfig":{"id":{{{id}}},"name":"{{{name}}}","dataType":"Sum","interval":"Daily","keyedValues":false}}""" + "\n";
        var others = string.Concat(Enumerable.Range(2, 49).Select(id => Line(id, $"m{id}")));

        Assert.Equal(ArchiveTests.Imported(50, 0), await ArchiveTests.ImportAsync(client, Line(1, "m1") + others));

        Assert.Equal(Line(1, "taken") + others + Line(51, "m1"), (await client.Get("/v2/export")).Body);
    }
}

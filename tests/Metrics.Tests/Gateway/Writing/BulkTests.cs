using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Many points in one request.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BulkTests(SharedGateway shared)
{
    private const string ThreePoints = """[{"name":"a","value":1,"date":"2024-04-09"},{"name":"b","value":"2.5","date":"2024-04-09"},{"name":"a","value":3,"date":"2024-04-09"}]""";
    private const string ThreeLines = "{\"name\":\"a\",\"value\":1,\"date\":\"2024-04-09\"}\n{\"name\":\"b\",\"value\":\"2.5\",\"date\":\"2024-04-09\"}\n{\"name\":\"a\",\"value\":3,\"date\":\"2024-04-09\"}";

    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task An_array_of_points_is_answered_with_their_number()
    {
        var id = await _client.Define("bulk array", keyed: true);

        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), ThreePoints));
        await AssertValue(id, "a", "4.0");
        await AssertValue(id, "b", "2.5");
    }

    [Fact]
    public async Task With_returnValue_each_touched_bucket_is_answered_once_in_the_order_of_the_points()
    {
        var id = await _client.Define("bulk values", keyed: true);

        var answer = await _client.PostData(Path(id), ThreePoints);

        Assert.Equal(
            """{"status":"Success","data":{"accepted":3,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"a","value":4.0},{"date":"2024-04-09T00:00:00Z","name":"b","value":2.5}]}}""",
            answer.Body);
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task A_metric_without_keys_answers_no_names()
    {
        var id = await _client.Define("bulk plain", "Last", "Hourly");

        var answer = await _client.PostData(
            Path(id), """[{"value":1,"date":"2024-04-09T14:44:00Z"},{"value":2,"date":"2024-04-09T15:00:00Z"},{"value":3,"date":"2024-04-09T14:00:00Z"}]""");

        Assert.Equal(
            """{"status":"Success","data":{"accepted":3,"customMetricData":[{"date":"2024-04-09T14:00:00Z","value":3.0},{"date":"2024-04-09T15:00:00Z","value":2.0}]}}""",
            answer.Body);
    }

    [Theory]
    [InlineData("as they are", "\n", "")]
    [InlineData("ended", "\n", "\n")]
    [InlineData("of Windows", "\r\n", "\r\n")]
    [InlineData("of Windows, not ended", "\r\n", "")]
    [InlineData("with blank ones", "\n\n  \r\n\t\n", "\n\n")]
    public async Task Lines_are_points(string what, string end, string last)
    {
        var id = await _client.Define($"lines {what}", keyed: true);

        var answer = await _client.PostData(Path(id, ""), ThreeLines.Replace("\n", end, StringComparison.Ordinal) + last, BulkExtensions.Lines);

        Assert.Equal(Accepted(3), answer);
        await AssertValue(id, "a", "4.0");
    }

    [Fact]
    public async Task One_line_is_many_points_too()
    {
        var id = await _client.Define("one line");

        Assert.Equal(Accepted(1), await _client.PostData(Path(id, ""), """{"value":1}""", BulkExtensions.Lines));
    }

    [Theory]
    [InlineData("[]", BulkExtensions.Json)]
    [InlineData(" [ ] ", BulkExtensions.Json)]
    [InlineData("", BulkExtensions.Lines)]
    [InlineData("\r\n\n", BulkExtensions.Lines)]
    public async Task No_points_at_all_are_taken(string body, string type)
    {
        var id = await _client.Define("no points");

        Assert.Equal("""{"status":"Success","data":{"accepted":0,"customMetricData":[]}}""", (await _client.PostData(Path(id), body, type)).Body);
    }

    [Fact]
    public async Task Gzip_is_unpacked_for_one_point_an_array_and_lines()
    {
        var id = await _client.Define("packed", keyed: true);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostData(Path(id, ""), """{"name":"a","value":10,"date":"2024-04-09"}""".Gzip(), gzip: true)).Status);
        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), ThreePoints.Gzip(), gzip: true));
        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), ThreeLines.Gzip(), BulkExtensions.Lines, gzip: true));
        await AssertValue(id, "a", "18.0");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing that is packed")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task Gzip_may_have_several_members_and_what_follows_the_last_is_not_looked_at(string after)
    {
        var id = await _client.Define($"packed in parts {after.Length}", keyed: true);
        byte[] Packed(string text) => [.. text[..20].Gzip(), .. text[20..50].Gzip(), .. text[50..].Gzip(), .. Encoding.UTF8.GetBytes(after)];

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostData(Path(id, ""), Packed("""{"name":"a","value":10,"date":"2024-04-09","more":"of the same"}"""), gzip: true)).Status);
        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), Packed(ThreePoints), gzip: true));
        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), Packed(ThreeLines), BulkExtensions.Lines, gzip: true));
        await AssertValue(id, "a", "18.0");
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData(" \r\n\t")]
    public async Task Something_harmless_may_stand_before_an_array(string before)
    {
        var id = await _client.Define("harmless", keyed: true);

        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), before + ThreePoints));
        Assert.Equal(Accepted(3), await _client.PostData(Path(id, ""), before + ThreeLines, BulkExtensions.Lines));
    }

    [Theory]
    [InlineData(BulkExtensions.Json)]
    [InlineData(BulkExtensions.Lines)]
    public async Task Ten_thousand_points_are_taken_in_their_order(string type)
    {
        var id = await _client.Define($"ten thousand {type.Length}", "Last", keyed: true);
        var points = Enumerable.Range(0, 10_000).Select(i => $$"""{"name":"key {{i % 7}}","value":{{i}},"date":"2024-04-09"}""");

        Assert.Equal(Accepted(10_000), await _client.PostData(Path(id, ""), Body(points, type), type));
        await AssertValue(id, "key 6", "9995.0", added: 9995);
    }

    [Fact]
    public async Task A_body_of_nine_megabytes_and_long_values_is_read()
    {
        var id = await _client.Define("nine megabytes");
        var points = Enumerable.Range(0, 9).Select(i => $$"""{"note":"{{new string('x', 1_000_000)}}","value":1,"date":"2024-04-09"}""");

        Assert.Equal(Accepted(9), await _client.PostData(Path(id, ""), Body(points, BulkExtensions.Json)));
        Assert.Equal(Accepted(9), await _client.PostData(Path(id, ""), Body(points, BulkExtensions.Lines), BulkExtensions.Lines));
        Assert.Equal("""{"value":18.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"value":0,"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task Points_name_their_metrics_by_name_or_by_id()
    {
        var sum = await _client.Define("several sum", keyed: true);
        await _client.Define("several count", "Count", "Monthly");
        var body = $$"""
            [{"metric":"several sum","name":"a","value":1,"date":"2024-04-09"},{"value":{"ignored":[1]},"date":"2024-04-09","metric":"several count"},
            {"name":"a","value":2,"date":"2024-04-09","metric":{{sum}}},{"name":"a","value":3,"date":"2024-04-09","metric":"{{sum}}"}]
            """;

        var answer = await _client.PostData("/v2/customMetrics/data?returnValue=true", body);

        Assert.Equal(
            """{"status":"Success","data":{"accepted":4,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"a","value":6.0,"metric":"several sum"},{"date":"2024-04-01T00:00:00Z","value":1.0,"metric":"several count"}]}}""",
            answer.Body);
    }

    [Fact]
    public async Task Lines_for_several_metrics_are_taken_under_both_prefixes()
    {
        await _client.Define("several lines");

        var answer = await _client.PostData("/api/v2/customMetrics/data/", "{\"metric\":\"several lines\",\"value\":1}\n{\"metric\":\"several lines\",\"value\":1}\n", BulkExtensions.Lines);

        Assert.Equal(Accepted(2), answer);
    }

    [Fact]
    public async Task A_metric_named_data_can_be_read_and_takes_points()
    {
        var id = await _client.Define("data");

        Assert.Equal(id, (await _client.Get("/v2/customMetrics/data")).Id());
        Assert.Equal(HttpStatusCode.NoContent, (await _client.Post("/v2/customMetrics/data/data", """{"value":1}""")).Status);
    }

    private static string Path(long id, string query = "?returnValue=true") => $"/v2/customMetrics/{id}/data{query}";

    private static string Body(IEnumerable<string> points, string type) =>
        type == BulkExtensions.Lines ? string.Join('\n', points) : $"[{string.Join(',', points)}]";

    private static Answer Accepted(int count) => new(HttpStatusCode.OK, "application/json", $$$"""{"status":"Success","data":{"accepted":{{{count}}}}}""");

    private async Task AssertValue(long id, string key, string value, int added = 0) => Assert.Equal(
        $$"""{"value":{{value}},"date":"2024-04-09T00:00:00Z"}""",
        await _client.AddReturning(id, $$"""{"name":"{{key}}","value":{{added}},"date":"2024-04-09"}"""));
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Many points of which some are not what they should be: the answer says which, and none is applied.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadBulkTests(SharedGateway shared)
{
    private const string Before = "The request was not properly formed: ";
    private const string NotAll = Before + "not all points are valid, see data.errors; nothing was applied";
    private const string Overflow = "the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)";
    private const string NotAWeight = "weight must be a number, or a string holding one, of at most 28 digits and 28 decimals";
    private const string Good = """{"name":"a","value":1,"date":"2024-04-09"}""";

    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task Each_bad_point_is_named_with_what_is_wrong_and_none_is_applied()
    {
        var id = await _client.Define("bad points", keyed: true);

        var answer = await _client.PostData(
            Path(id),
            $$$"""[{{{Good}}},{"name":"a"},7,{"name":"a","value":1,"weight":0},{{{Good}}},[{"name":"a","value":1}],{"name":"\ud800","value":1},{"name":"a","value":"x","more":{"deep":[1,2]}},null]""");

        Assert.Equal(
            Refused(
                (1, "value is required"),
                (2, "a point must be a JSON object"),
                (3, "weight must be greater than 0"),
                (5, "a point must be a JSON object"),
                (6, "the body holds text that is not valid Unicode"),
                (7, "value must be a number, or a string holding one, of at most 28 digits and 28 decimals"),
                (8, "a point must be a JSON object")),
            answer);
        await AssertEmpty(id);
    }

    [Fact]
    public async Task A_bad_line_says_nothing_about_the_next()
    {
        var id = await _client.Define("bad lines", keyed: true);

        var answer = await _client.PostData(Path(id), $"{Good}\n\n{{\"name\":\n{Good}\n[{Good}]\r\n{Good}{Good}\nnull", BulkExtensions.Lines);

        Assert.Equal(
            Refused(
                (1, "the body is not valid JSON at line 3, byte 9"),
                (3, "a point must be a JSON object"),
                (4, "the body is not valid JSON at line 6, byte 43"),
                (5, "a point must be a JSON object")),
            answer);
        await AssertEmpty(id);
    }

    [Fact]
    public async Task Line_9999_is_found()
    {
        var id = await _client.Define("bad line 9999", keyed: true);
        var lines = Enumerable.Repeat(Good, 10_000).ToArray();
        lines[9_999] = """{"name":"a","value":1,"date":"tomorrow"}""";

        var answer = await _client.PostData(Path(id), string.Join('\n', lines), BulkExtensions.Lines);

        Assert.Equal(Refused((9_999, "date must be an ISO 8601 date, such as 2018-10-19T14:44:00Z")), answer);
        await AssertEmpty(id);
    }

    [Theory]
    [InlineData(BulkExtensions.Json)]
    [InlineData(BulkExtensions.Lines)]
    public async Task Of_many_bad_points_the_first_hundred_are_named(string type)
    {
        var id = await _client.Define($"only bad {type.Length}", keyed: true);

        var answer = await _client.PostData(Path(id), Body(Enumerable.Repeat("{}", 500), type), type);

        Assert.Equal(
            Refused([.. Enumerable.Range(0, 100).Select(i => (i, "name is required, because this customMetric is keyed (keyedValues is true)"))]),
            answer);
    }

    [Theory]
    [InlineData("[", 0, "the body is not valid JSON at line 1, byte 2")]
    [InlineData("[{\"value\":1},{\"value\":2", 1, "the body is not valid JSON at line 1, byte 24")]
    [InlineData("[{\"value\":1},", 1, "the body is not valid JSON at line 1, byte 13")]
    [InlineData("[{\"value\":1},]", 1, "the body is not valid JSON at line 1, byte 14")]
    [InlineData("[{\"value\":1}\n{\"value\":1}]", 1, "the body is not valid JSON at line 2, byte 1")]
    [InlineData("[{\"value\":1}]]", 1, "the body is not valid JSON at line 1, byte 14")]
    [InlineData("[{\"value\":01},{\"value\":2}]", 0, "the body is not valid JSON at line 1, byte 12")]
    [InlineData("[{\"value\":1},{\"name\":\"\u0001\"}]", 1, "the body is not valid JSON at line 1, byte 23")]
    public async Task An_array_that_is_broken_or_cut_off_is_told_where(string body, int index, string why)
    {
        var id = await _client.Define($"cut off {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16]}", "Count", "Yearly");

        Assert.Equal(Refused((index, why)), await _client.PostData(Path(id), body));
        Assert.StartsWith("""{"value":1.0,""", await _client.AddReturning(id, "{}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"weight\":\"x\",\"a\":01}]", 0, 21)]
    [InlineData("[{\"weight\":\"x\"", 0, 15)]
    [InlineData("[{\"value\":1},{\"weight\":\"x\",\"a\":{]}},{\"value\":1}]", 1, 33)]
    [InlineData("[{\"weight\":\"x\"}{}]", 1, 16, 0)]
    public async Task JSON_that_breaks_inside_a_bad_point_is_told_of_that_point(string body, int index, int position, int bad = -1)
    {
        var id = await _client.Define("broken and bad");

        Assert.Equal(
            Refused((bad < 0 ? index : bad, NotAWeight), (index, $"the body is not valid JSON at line 1, byte {position}")),
            await _client.PostData(Path(id), body));
    }

    [Fact]
    public async Task Ten_thousand_points_of_an_array_without_an_end_are_not_too_many()
    {
        var id = await _client.Define("no end", keyed: true);
        var body = Body(Enumerable.Repeat(Good, 10_000), BulkExtensions.Json)[..^1];

        Assert.Equal(Refused((10_000, $"the body is not valid JSON at line 1, byte {body.Length + 1}")), await _client.PostData(Path(id), body));
        await AssertEmpty(id);
    }

    [Fact]
    public async Task Ten_thousand_and_one_points_are_too_many()
    {
        var id = await _client.Define("too many points", keyed: true);
        var tooMany = Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request has too many points, at most 10000 are allowed");

        Assert.Equal(tooMany, await _client.PostData(Path(id), Body(Enumerable.Repeat(Good, 10_001), BulkExtensions.Json)));
        Assert.Equal(tooMany, await _client.PostData(Path(id), Body(Enumerable.Repeat(Good, 10_001), BulkExtensions.Lines), BulkExtensions.Lines));
        await AssertEmpty(id);
    }

    [Fact]
    public async Task The_number_of_points_can_be_limited_further()
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string> { ["Limits:PointsPerRequest"] = "2" });
        var client = host.Client();
        var id = await client.Define("two points", keyed: true);

        Assert.Equal(HttpStatusCode.OK, (await client.PostData(Path(id), $"[{Good},{Good}]")).Status);
        Assert.Equal(
            Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request has too many points, at most 2 are allowed"),
            await client.PostData(Path(id), $"[{Good},{Good},{Good}]"));

        // Where the JSON breaks behind as many points as there may be, or inside the last of them, that is not one point more.
        Assert.Equal(Refused((2, "the body is not valid JSON at line 1, byte 87")), await client.PostData(Path(id), $"[{Good},{Good}"));
        Assert.Equal(
            Refused((1, NotAWeight), (1, "the body is not valid JSON at line 1, byte 64")),
            await client.PostData(Path(id), $$"""[{{Good}},{"weight":"x","a":01}]"""));
    }

    [Fact]
    public async Task Half_of_a_packed_body_is_refused()
    {
        var id = await _client.Define("half packed", keyed: true);
        var packed = Body(Enumerable.Range(0, 1000).Select(i => $$"""{"name":"a","value":{{i * 7919}},"date":"2024-04-09"}"""), BulkExtensions.Lines).Gzip();

        var half = await _client.PostData(Path(id), packed[..(packed.Length / 2)], BulkExtensions.Lines, gzip: true);
        var allButTheEnd = await _client.PostData(Path(id), packed[..^4], BulkExtensions.Lines, gzip: true);

        Assert.Equal(NotGzip, half);
        Assert.Equal(NotGzip, allButTheEnd);
        await AssertEmpty(id);
    }

    [Fact]
    public async Task What_only_claims_to_be_packed_is_refused()
    {
        var id = await _client.Define("not packed", keyed: true);

        Assert.Equal(NotGzip, await _client.PostData(Path(id), Encoding.UTF8.GetBytes(Good), gzip: true));
        Assert.Equal(NotGzip, await _client.PostData(Path(id), Encoding.UTF8.GetBytes(Good), BulkExtensions.Lines, gzip: true));
        await AssertEmpty(id);
    }

    /// <summary>As a pipeline sends it whose gzip has failed. A text of no length has a packed form of its own.</summary>
    [Theory]
    [InlineData(BulkExtensions.Lines)]
    [InlineData(BulkExtensions.Json)]
    public async Task Nothing_at_all_is_no_packed_body(string type)
    {
        var id = await _client.Define("nothing packed", keyed: true);

        Assert.Equal(NotGzip, await _client.PostData(Path(id), [], type, gzip: true));
        Assert.Equal(NotGzip, await _client.PostData("/v2/customMetrics/data", [], type, gzip: true));
        Assert.Equal(
            """{"status":"Success","data":{"accepted":0}}""",
            (await _client.PostData(Path(id), Convert.FromHexString("1f8b080000000000000303000000000000000000"), BulkExtensions.Lines, gzip: true)).Body);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    public async Task Another_packing_is_refused(string encoding)
    {
        var id = await _client.Define("other packings", keyed: true);
        using var content = new ByteArrayContent(Good.Gzip());
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await _client.PostAsync(new Uri(Path(id), UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(
            $$"""{"status":"Failure","message":"The Content-Encoding '{{encoding}}' is not supported, please send gzip, or the body as it is"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_point_that_would_overflow_its_bucket_keeps_all_others_out()
    {
        var id = await _client.Define("overflow", keyed: true);
        await _client.AddReturning(id, """{"name":"full","value":79228162514264337593543950335,"date":"2024-04-09"}""");

        var answer = await _client.PostData(Path(id), $$"""[{{Good}},{"name":"full","value":1,"date":"2024-04-09"}]""");
        var alone = await _client.PostData(Path(id), """[{"name":"full","value":1,"date":"2024-04-09"}]""");

        Assert.Equal(Refused((1, Overflow)), answer);
        Assert.Equal(Refused((0, Overflow)), alone);
        await AssertEmpty(id);
    }

    [Fact]
    public async Task Points_that_overflow_among_themselves_are_refused()
    {
        var id = await _client.Define("overflow together", keyed: true);
        const string huge = """{"name":"huge","value":79228162514264337593543950335,"date":"2024-04-09"}""";

        Assert.Equal(Refused((2, Overflow)), await _client.PostData(Path(id), $"[{Good},{huge},{huge}]"));
        await AssertEmpty(id);
    }

    [Fact]
    public async Task Points_for_several_metrics_must_each_name_one_that_there_is()
    {
        await _client.Define("there is one", keyed: true);
        await Other().Define("of another organization");

        var answer = await _client.PostData(
            "/v2/customMetrics/data",
            """[{"metric":"there is one","name":"a","value":1},{"name":"a","value":1},{"metric":"there is none","value":1},{"metric":999999,"value":1},{"metric":true,"value":1},{"metric":"of another organization","value":1},{"metric":"there is one","value":1}]""");

        const string unknown = "metric is not the id or the name of a customMetric";
        Assert.Equal(
            Refused(
                (1, "metric is required, the id or the name of a customMetric"),
                (2, unknown),
                (3, unknown),
                (4, "metric must be the id or the name of a customMetric"),
                (5, unknown),
                (6, "name is required, because this customMetric is keyed (keyedValues is true)")),
            answer);

        HttpClient Other() => shared.Host.Client(TestUsers.OtherOrganizationToken);
    }

    [Theory]
    [InlineData("{\"metric\":\"m\",\"value\":1}")]
    [InlineData("7")]
    [InlineData("")]
    public async Task Points_for_several_metrics_are_an_array_or_lines(string body) => Assert.Equal(
        Answer.Failure(HttpStatusCode.BadRequest, Before + "the body must be a JSON array of points, or lines of them (application/x-ndjson)"),
        await _client.PostData("/v2/customMetrics/data", body));

    [Fact]
    public async Task Who_may_not_add_points_may_not_add_many()
    {
        var id = await _client.Define("roles of many");
        var reader = shared.Host.Client(TestUsers.ReaderToken);
        var forbidden = Answer.Failure(HttpStatusCode.Forbidden, "The requested customMetric was not updated - access was denied");

        Assert.Equal(forbidden, await reader.PostData(Path(id), "[]"));
        Assert.Equal(forbidden, await reader.PostData("/v2/customMetrics/data", "[]"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await shared.Host.Client("nobody").PostData("/v2/customMetrics/data", "[]")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shared.Host.Client(TestUsers.StandardToken).PostData("/v2/customMetrics/data", "[]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.PostData("/v2/customMetrics/there%20is%20none/data", "[]")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _client.PostData("/v2/customMetrics/data", "[]", "text/csv")).Status);
    }

    private static Answer NotGzip { get; } = Answer.Failure(HttpStatusCode.BadRequest, Before + "the body is not valid gzip, or ends too early");

    private static string Path(long id) => $"/v2/customMetrics/{id}/data";

    private static string Body(IEnumerable<string> points, string type) =>
        type == BulkExtensions.Lines ? string.Join('\n', points) : $"[{string.Join(',', points)}]";

    private static Answer Refused(params (int Index, string Message)[] errors) => new(
        HttpStatusCode.BadRequest,
        "application/json",
        $$$"""{"status":"Failure","message":"{{{NotAll}}}","data":{"errors":[{{{string.Join(',', errors.Select(error => $$"""{"index":{{error.Index}},"message":"{{error.Message}}"}"""))}}}]}}""");

    /// <summary>The first point that is taken is the only one that counts.</summary>
    private async Task AssertEmpty(long id) =>
        Assert.Equal("""{"value":7.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, """{"name":"a","value":7,"date":"2024-04-09"}"""));
}

using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Bodies that are not what they should be, whatever the endpoint: refused in the same words, and nothing has changed.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadBodyTests : IAsyncLifetime
{
    private const int TenMegabytes = 10_485_760;
    private const int ElevenMegabytes = 11 * 1024 * 1024;
    private const string Metric = "bad bodies";
    private const string Malformed = """{"status":"Failure","message":"The request was not properly formed: """;
    private const string NotUnicode = "the body holds text that is not valid Unicode";

    private readonly Uri _server;
    private readonly HttpClient _client;

    public BadBodyTests(SharedGateway shared)
    {
        _server = shared.Host.Address;
        _client = shared.Host.Client();
    }

    /// <summary>Each test has the metric to itself, and empty.</summary>
    public async Task InitializeAsync()
    {
        await _client.Delete($"/v2/customMetrics/{Uri.EscapeDataString(Metric)}");
        await _client.Define(Metric, "Count", "Yearly");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "the body is not valid JSON at line 1, byte 1")]
    [InlineData("value=1&date=2024-04-09", "the body is not valid JSON at line 1, byte 1")]
    [InlineData("<point><value>1</value></point>", "the body is not valid JSON at line 1, byte 1")]
    [InlineData("{", "the body is not valid JSON at line 1, byte 2")]
    [InlineData("{\"value\":1", "the body is not valid JSON at line 1, byte 11")]
    [InlineData("{\n\"value\":1,\n}", "the body is not valid JSON at line 3, byte 1")]
    [InlineData("{\"value\":01}", "the body is not valid JSON at line 1, byte 11")]
    [InlineData("{\"value\":NaN}", "the body is not valid JSON at line 1, byte 10")]
    [InlineData("{'value':1}", "the body is not valid JSON at line 1, byte 2")]
    [InlineData("{\"value\":1} {\"value\":1}", "the body is not valid JSON at line 1, byte 13")]
    [InlineData("// a comment\n{\"value\":1}", "the body is not valid JSON at line 1, byte 1")]
    public async Task A_point_that_is_not_JSON_is_told_where(string body, string why)
    {
        var answer = await Add(body);

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}"), answer.Answer);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"value\"")]
    public async Task A_point_that_is_JSON_but_no_object_is_refused(string body)
    {
        var answer = await Add(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(Malformed, answer.Body, StringComparison.Ordinal);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData("POST", "/v2/customMetrics", "")]
    [InlineData("POST", "/v2/customMetrics", "name=bad")]
    [InlineData("POST", "/v2/customMetrics", "{\"name\":\"bad body\"")]
    [InlineData("POST", "/v2/customMetrics", "null")]
    [InlineData("POST", "/v2/customMetrics", "[]")]
    [InlineData("POST", "/v2/customMetrics", "[{\"name\":\"bad body\",\"dataType\":\"Sum\",\"interval\":\"Daily\"}]")]
    [InlineData("POST", "/v2/customMetrics", "7")]
    [InlineData("PUT", "/v2/customMetrics/bad%20bodies", "")]
    [InlineData("PUT", "/v2/customMetrics/bad%20bodies", "null")]
    [InlineData("PUT", "/v2/customMetrics/bad%20bodies", "[]")]
    [InlineData("PUT", "/v2/customMetrics/bad%20bodies", "\"renamed\"")]
    public async Task A_definition_that_is_not_a_JSON_object_is_refused(string method, string path, string body)
    {
        var answer = await _server.SendRaw(method, path, Headers("application/json"), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.StartsWith(Malformed + "the body ", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/bad%20body")).Status);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"x\":[", "]}")]
    public async Task A_body_that_is_nested_deeply_is_refused(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));

        var point = await Add($$"""{"value":1,"extra":{{deep}}}""");
        var definition = await _server.SendRaw(
            "POST", "/v2/customMetrics", Headers("application/json"), $$"""{"name":"bad body","dataType":"Sum","interval":"Daily","extra":{{deep}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, point.Status);
        Assert.StartsWith(Malformed, point.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, definition.Status);
        Assert.StartsWith(Malformed, definition.Body, StringComparison.Ordinal);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData("""{"name":"\ud83d"}""")]
    [InlineData("""{"name":"\ude80 alone"}""")]
    [InlineData("""{"date":"\ud800"}""")]
    [InlineData("""{"weight":"\udfff"}""")]
    public async Task Half_of_a_surrogate_pair_is_refused(string body)
    {
        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {NotUnicode}"), (await Add(body)).Answer);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xC0, 0xAF)]
    [InlineData(0xED, 0xA0, 0x80)]
    [InlineData(0xF5, 0x80, 0x80, 0x80)]
    [InlineData(0xFF, 0xFE)]
    public async Task Bytes_that_are_not_UTF_8_are_refused(params int[] bytes)
    {
        byte[] body = [.. "{\"name\":\""u8, .. bytes.Select(value => (byte)value), .. "\"}"u8];

        var answer = await _server.SendRaw("POST", Path, [.. Headers("application/json"), $"Content-Length: {body.Length}"], body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(Malformed, answer.Body, StringComparison.Ordinal);
        await AssertNothingApplied();
    }

    [Fact]
    public async Task A_body_may_begin_with_a_byte_order_mark() =>
        Assert.Equal(HttpStatusCode.NoContent, (await _server.SendRaw("POST", Path, Headers("application/json"), "\uFEFF{\"value\":1}")).Status);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/csv")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("nonsense")]
    public async Task A_body_of_another_type_is_refused_and_told_which_is_wanted(string contentType)
    {
        var point = await _server.SendRaw("POST", Path, Headers(contentType), "{}");
        var definition = await _server.SendRaw(
            "POST", "/v2/customMetrics", Headers(contentType), """{"name":"bad body","dataType":"Sum","interval":"Daily"}""");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, point.Status);
        Assert.StartsWith(
            $$"""{"status":"Failure","message":"The Content-Type '{{contentType}}' is not supported, please send application/json""", point.Body, StringComparison.Ordinal);
        Assert.Equal(
            Answer.Failure(HttpStatusCode.UnsupportedMediaType, $"The Content-Type '{contentType}' is not supported, please send application/json"),
            definition.Answer);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/bad%20body")).Status);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("Application/JSON")]
    [InlineData("text/json")]
    [InlineData("Text/JSON; charset=utf-8")]
    [InlineData("application/vnd.api+json")]
    [InlineData("application/problem+JSON;charset=utf-8")]
    public async Task JSON_is_known_in_every_spelling(string contentType) =>
        Assert.Equal(HttpStatusCode.NoContent, (await _server.SendRaw("POST", Path, Headers(contentType), "{}")).Status);

    [Theory]
    [InlineData("POST", "/v2/customMetrics/bad%20bodies/data")]
    [InlineData("POST", "/v2/customMetrics")]
    [InlineData("PUT", "/v2/customMetrics/bad%20bodies")]
    public async Task A_body_of_eleven_megabytes_is_refused_with_a_length_and_in_chunks(string method, string path)
    {
        var body = new byte[ElevenMegabytes];
        Array.Fill(body, (byte)' ');
        Encoding.ASCII.GetBytes("{}").CopyTo(body, 0);
        var tooLarge = Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request body is too large, at most 10485760 bytes are allowed");

        var withLength = await _server.SendRaw(method, path, [.. Headers("application/json"), $"Content-Length: {body.Length}"], body);
        var inChunks = await _server.SendRaw(method, path, [.. Headers("application/json"), "Transfer-Encoding: chunked"], RawHttp.Chunked(body, 64 * 1024));

        Assert.Equal(tooLarge, withLength.Answer);
        Assert.Equal(tooLarge, inChunks.Answer);
        await AssertNothingApplied();
    }

    [Theory]
    [InlineData("{}", "application/json")]
    [InlineData("[{}]", "application/json")]
    [InlineData("{}", "application/x-ndjson")]
    public async Task Ten_megabytes_are_taken_and_a_byte_more_is_not_with_a_length_in_chunks_and_packed(string point, string type)
    {
        var tooMuch = Encoding.ASCII.GetBytes(point.PadRight(TenMegabytes + 1));
        var enough = tooMuch[..TenMegabytes];
        var tooLarge = Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request body is too large, at most 10485760 bytes are allowed");

        foreach (var send in new Func<byte[], Task<RawAnswer>>[] { WithLength, InChunks, Packed })
        {
            Assert.Equal(tooLarge, (await send(tooMuch)).Answer);
            await AssertNothingApplied();
            await InitializeAsync();

            Assert.InRange((int)(await send(enough)).Status, 200, 204);
            Assert.StartsWith("""{"value":2.0,""", await _client.AddReturning(Metric, "{}"), StringComparison.Ordinal);
            await InitializeAsync();
        }

        Task<RawAnswer> WithLength(byte[] body) => _server.SendRaw("POST", Path, [.. Headers(type), $"Content-Length: {body.Length}"], body);

        Task<RawAnswer> InChunks(byte[] body) => _server.SendRaw("POST", Path, [.. Headers(type), "Transfer-Encoding: chunked"], RawHttp.Chunked(body, 64 * 1024));

        Task<RawAnswer> Packed(byte[] body)
        {
            var packed = body.Gzip();
            return _server.SendRaw("POST", Path, [.. Headers(type), "Content-Encoding: gzip", $"Content-Length: {packed.Length}"], packed);
        }
    }

    [Theory]
    [InlineData("POST", "/v2/customMetrics", "Bearer nobody", "application/json", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/v2/customMetrics", $"Bearer {TestUsers.ReaderToken}", "application/json", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/v2/customMetrics", $"Bearer {TestUsers.AdministratorToken}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "/v2/customMetrics/nowhere/data", $"Bearer {TestUsers.AdministratorToken}", "application/json", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/v2/dashboards/large", $"Bearer {TestUsers.AdministratorToken}", "application/json", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Whoever_sends_eleven_megabytes_hears_why_they_are_refused(string method, string path, string user, string type, HttpStatusCode status)
    {
        var body = new byte[ElevenMegabytes];
        string[] headers = [$"Authorization: {user}", $"Content-Type: {type}"];

        var withLength = await _server.SendRaw(method, path, [.. headers, $"Content-Length: {body.Length}"], body);
        var inChunks = await _server.SendRaw(method, path, [.. headers, "Transfer-Encoding: chunked"], RawHttp.Chunked(body, 64 * 1024));

        Assert.Equal(status, withLength.Status);
        Assert.Equal(status, inChunks.Status);
    }

    [Theory]
    [InlineData("/v2/customMetrics/bad%20bodies/data", "application/json", "Bad chunk size data.")]
    [InlineData("/v2/import", "application/x-ndjson", "line 1: Bad chunk size data.; the lines before it are applied (0 customMetrics, 0 values)")]
    public async Task A_chunk_whose_size_is_no_size_is_a_mistake_of_the_client(string path, string type, string why)
    {
        var answer = await _server.SendRaw("POST", path, [.. Headers(type), "Transfer-Encoding: chunked"], "ffffffffffffffff\r\n{}"u8.ToArray());

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: " + why), answer.Answer);
    }

    /// <summary>The head and a byte, and then nothing more: the server gives it 5 seconds.</summary>
    [Theory]
    [InlineData("/v2/customMetrics/bad%20bodies/data", "application/json", "nothing was changed")]
    [InlineData("/v2/import", "application/x-ndjson", "line 1 did not come; the lines before it are applied (0 customMetrics, 0 values)")]
    public async Task A_body_that_comes_too_slowly_is_not_waited_for(string path, string type, string what)
    {
        var answer = await _server.SendRaw("POST", path, [.. Headers(type), "Content-Length: 2"], "{"u8.ToArray());

        Assert.Equal(Answer.Failure(HttpStatusCode.RequestTimeout, $"The request body came too slowly, please try again: {what}"), answer.Answer);
        await AssertNothingApplied();
    }

    [Fact]
    public async Task A_body_of_nine_megabytes_is_read_in_chunks()
    {
        var body = new byte[9 * 1024 * 1024];
        Array.Fill(body, (byte)' ');
        Encoding.ASCII.GetBytes("{}").CopyTo(body, 0);

        var answer = await _server.SendRaw("POST", Path, [.. Headers("application/json"), "Transfer-Encoding: chunked"], RawHttp.Chunked(body, 10_000));

        Assert.Equal(new Answer(HttpStatusCode.NoContent, null, ""), answer.Answer);
    }

    private static string Path => $"/v2/customMetrics/{Uri.EscapeDataString(Metric)}/data";

    private static string[] Headers(string contentType) => [$"Authorization: Bearer {TestUsers.AdministratorToken}", $"Content-Type: {contentType}"];

    private Task<RawAnswer> Add(string body) => _server.SendRaw("POST", Path, Headers("application/json"), body);

    /// <summary>The metric is there by its name, and the first point that it takes is number one.</summary>
    private async Task AssertNothingApplied() =>
        Assert.StartsWith("""{"value":1.0,""", await _client.AddReturning(Metric, "{}"), StringComparison.Ordinal);
}

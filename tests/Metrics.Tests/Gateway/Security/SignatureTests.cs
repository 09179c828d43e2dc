using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Security;

/// <summary>Requests that are signed, sent to the byte as they were signed, at the moment of the contract's test vectors.</summary>
public sealed class SignatureTests : IClassFixture<SignatureTests.MomentOfTheVectors>
{
    private const long Now = 1750000000;
    private const string Point = """{"value":1,"date":"2024-04-09"}""";
    private const string WrongSignature = "Signature data did not match expected result";

    private readonly Uri _server;
    private readonly HttpClient _client;

    public SignatureTests(MomentOfTheVectors moment)
    {
        _server = moment.Host.Address;
        _client = moment.Host.Client();
    }

    [Fact]
    public async Task The_vector_of_a_list_is_let_through()
    {
        var answer = await _server.SendRaw(
            "GET",
            "/api/v2/customMetrics?resultLimit=50&resultStart=0",
            RequestSignature.Headers("ggtAFpXaP5J03yJjkyyElK/9QTbcnpvy32gOl/MwIpo=", Now));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task The_vector_of_a_point_is_let_through()
    {
        await _client.Define("playbookRuns", keyed: true);

        var answer = await _server.SendRaw(
            "POST",
            "/api/v2/customMetrics/playbookRuns/data?returnValue=true",
            RequestSignature.Headers("sRCZCYtMx+1T/VpVEQJYkfV6ame2PcCh2hE85OhnWxM=", Now),
            """{"name":"app1","value":1}""");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"value":1.0,"date":"2025-06-15T00:00:00Z"}"""), answer.Answer);
    }

    [Fact]
    public async Task The_vector_of_a_delete_is_let_through()
    {
        await _client.Define("My Custom Metric");

        var answer = await _server.SendRaw(
            "DELETE", "/api/v2/customMetrics/My%20Custom%20Metric", RequestSignature.Headers("vfPQqZY2eCysTOMYR3VxU0EqUYECmN1/ugXPptMKkv4=", Now));

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success"}"""), answer.Answer);
    }

    [Theory]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("GET", HttpStatusCode.Unauthorized)]
    public async Task The_method_is_signed_as_it_is_sent(string signed, HttpStatusCode status)
    {
        var answer = await _server.SendRaw("HEAD", "/v2/customMetrics", RequestSignature.Headers(signed, "/v2/customMetrics", Now));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("/v2/customMetrics/raw%20targets/data?returnValue=true")]
    [InlineData("/v2/customMetrics/raw%20targets/data/?returnValue=true")]
    [InlineData("/api/v2/customMetrics/raw%20targets/data?returnValue=true&owner=A%20B")]
    [InlineData("/api/v2/customMetrics/raw%20targets/data?owner=A+B&returnValue=true")]
    [InlineData("/api/v2/customMetrics/%72aw%20target%73/data?returnValue=true")]
    [InlineData("/v2/customMetrics/raw%20targets/data?returnValue=true?resultLimit=500&owner=X")]
    [InlineData("/v2/x/../customMetrics/raw%20targets/data?returnValue=true")]
    public async Task A_target_is_signed_as_it_goes_over_the_wire(string target)
    {
        await _client.Define("raw targets");

        var answer = await _server.SendRaw("POST", target, RequestSignature.Headers("POST", target, Now), Point);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("/api/v2/customMetrics/whole%20URLs/data/?returnValue=true&owner=http://x", HttpStatusCode.OK)]
    [InlineData("/api/v2/customMetrics/whole%20URLs/data/", HttpStatusCode.Unauthorized)]
    public async Task Of_a_target_that_is_a_whole_URL_the_path_and_the_query_are_signed(string signed, HttpStatusCode status)
    {
        await _client.Define("whole URLs");
        var target = $"http://{_server.Authority}/api/v2/customMetrics/whole%20URLs/data/?returnValue=true&owner=http://x";

        var answer = await _server.SendRaw("POST", target, RequestSignature.Headers("POST", signed, Now), Point);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("another escape", "/v2/customMetrics/re-encoded%201/data?a=1&b=2", "/v2/customMetrics/re%2Dencoded%201/data?a=1&b=2")]
    [InlineData("no escapes", "/v2/customMetrics/re-encoded%202/data?a=1&b=2", "/v2/customMetrics/re-encoded 2/data?a=1&b=2")]
    [InlineData("another prefix", "/api/v2/customMetrics/re-encoded%203/data?a=1&b=2", "/v2/customMetrics/re-encoded%203/data?a=1&b=2")]
    [InlineData("a trailing slash", "/v2/customMetrics/re-encoded%204/data/?a=1&b=2", "/v2/customMetrics/re-encoded%204/data?a=1&b=2")]
    [InlineData("another order", "/v2/customMetrics/re-encoded%205/data?b=2&a=1", "/v2/customMetrics/re-encoded%205/data?a=1&b=2")]
    [InlineData("no query", "/v2/customMetrics/re-encoded%206/data?a=1&b=2", "/v2/customMetrics/re-encoded%206/data")]
    [InlineData("another case", "/v2/custommetrics/re-encoded%207/data", "/v2/customMetrics/re-encoded%207/data")]
    public async Task A_target_that_was_signed_in_another_form_is_refused(string difference, string sent, string signed)
    {
        var metric = Uri.UnescapeDataString(sent.Split('/').Single(part => part.StartsWith("re-", StringComparison.Ordinal)));
        var id = await _client.Define(metric);

        var answer = await _server.SendRaw("POST", sent, RequestSignature.Headers("POST", signed, Now), Point);

        Assert.True(Answer.Failure(HttpStatusCode.Unauthorized, WrongSignature) == answer.Answer, difference);
        await AssertNothingApplied(id);
    }

    [Theory]
    [InlineData("a signature of another method", "Authorization: TC 31415926535897932384:{PUT}", WrongSignature)]
    [InlineData("a signature of another moment", "Authorization: TC 31415926535897932384:{earlier}", WrongSignature)]
    [InlineData("a signature that is none", "Authorization: TC 31415926535897932384:nonsense", WrongSignature)]
    [InlineData("an empty signature", "Authorization: TC 31415926535897932384:", WrongSignature)]
    [InlineData("an id that nobody has", "Authorization: TC 27182818284590452353:{POST}", WrongSignature)]
    [InlineData("an id that has no secret", "Authorization: TC administrator:{POST}", WrongSignature)]
    [InlineData("no signature", "Authorization: TC 31415926535897932384", "Access Denied")]
    [InlineData("no credentials", "Authorization: TC", "Access Denied")]
    [InlineData("no header", "X-Authorization: none", "Access Denied")]
    [InlineData("another scheme", "Authorization: Basic MzE0MTU6czNjcjN0", "Access Denied")]
    public async Task Credentials_that_do_not_fit_are_refused_and_nothing_is_applied(string name, string header, string message)
    {
        var id = await _client.Define(name);
        var target = $"/v2/customMetrics/{id}/data";
        header = header
            .Replace("{POST}", RequestSignature.Sign("POST", target, Now), StringComparison.Ordinal)
            .Replace("{PUT}", RequestSignature.Sign("PUT", target, Now), StringComparison.Ordinal)
            .Replace("{earlier}", RequestSignature.Sign("POST", target, Now - 1), StringComparison.Ordinal);

        var answer = await _server.SendRaw("POST", target, [header, $"Timestamp: {Now}", "Content-Type: application/json"], Point);

        Assert.Equal(Answer.Failure(HttpStatusCode.Unauthorized, message), answer.Answer);
        Assert.Equal("""TC realm="Metrics.Orleans", TC-Token realm="Metrics.Orleans", Bearer realm="Metrics.Orleans" """.TrimEnd(), answer.Header("WWW-Authenticate"));
        await AssertNothingApplied(id);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(0)]
    [InlineData(300)]
    public async Task A_clock_may_be_five_minutes_off(int seconds)
    {
        const string target = "/v2/customMetrics";

        var answer = await _server.SendRaw("GET", target, RequestSignature.Headers("GET", target, Now + seconds));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-Now)]
    [InlineData(long.MaxValue - Now)]
    public async Task A_clock_that_is_further_off_is_refused_and_nothing_is_applied(long seconds)
    {
        var id = await _client.Define($"skew {seconds}");
        var target = $"/v2/customMetrics/{id}/data";

        var answer = await _server.SendRaw("POST", target, RequestSignature.Headers("POST", target, Now + seconds), Point);

        Assert.Equal(Answer.Failure(HttpStatusCode.Unauthorized, "Timestamp out of acceptable time range"), answer.Answer);
        Assert.NotNull(answer.Header("WWW-Authenticate"));
        await AssertNothingApplied(id);
    }

    [Theory]
    [InlineData("missing", null)]
    [InlineData("empty", "Timestamp: ")]
    [InlineData("a word", "Timestamp: today")]
    [InlineData("a date", "Timestamp: 2025-06-15T15:06:40Z")]
    [InlineData("a fraction", "Timestamp: 1750000000.5")]
    [InlineData("too many digits", "Timestamp: 99999999999999999999")]
    public async Task A_timestamp_that_is_none_is_refused_and_nothing_is_applied(string name, string? header)
    {
        var id = await _client.Define($"timestamp {name}");
        var target = $"/v2/customMetrics/{id}/data";
        var headers = RequestSignature.Headers("POST", target, Now).Where(line => !line.StartsWith("Timestamp", StringComparison.Ordinal));

        var answer = await _server.SendRaw("POST", target, header is null ? headers : headers.Append(header), Point);

        Assert.Equal(Answer.Failure(HttpStatusCode.Unauthorized, "Invalid timestamp"), answer.Answer);
        Assert.NotNull(answer.Header("WWW-Authenticate"));
        await AssertNothingApplied(id);
    }

    /// <summary>One host for all these tests, whose clock stands at <see cref="Now"/>.</summary>
    public sealed class MomentOfTheVectors : IDisposable
    {
        public GatewayHost Host { get; } = new(now: "2025-06-15T15:06:40Z");

        public void Dispose() => Host.Dispose();
    }

    private async Task AssertNothingApplied(long id) =>
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, Point));
}

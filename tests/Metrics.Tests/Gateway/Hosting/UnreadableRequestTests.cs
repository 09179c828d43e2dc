using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>
/// What the server cannot read as HTTP it answers before the API sees it, without a body. Each test ends what it sends where that is
/// clear: a connection that is closed with bytes unread may lose its answer.
/// </summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class UnreadableRequestTests(SharedGateway shared)
{
    /// <summary>The first line of a request, with all that ends it, in bytes.</summary>
    private const int LongestLine = 262_144;

    /// <summary>All headers of a request together, with the ends of their lines, in bytes.</summary>
    private const int LargestHeaders = 32 * 1024;

    private const int MostHeaders = 100;

    [Theory]
    [InlineData("GET /v2/customMetrics/%00 HTTP/1.1\r\n")]
    [InlineData("GET HTTP/1.1\r\n")]
    [InlineData("GET /v2/customMetrics HTTP/1.1\r\nno header\r\n")]
    public Task What_is_no_request_is_refused(string text) => AssertAnsweredAsync(text, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_first_line_that_is_too_long_is_refused()
    {
        await AssertAnsweredAsync($"GET /docs?{new string('q', LongestLine)}", HttpStatusCode.RequestUriTooLong);

        var line = $"GET /docs/?{new string('q', LongestLine - 22)} HTTP/1.1\r\n";
        Assert.Equal(LongestLine, line.Length);
        await AssertReadAsync(line, "Host: localhost\r\nConnection: close\r\n\r\n");
    }

    [Fact]
    public async Task Headers_that_are_too_many_are_refused()
    {
        var most = string.Concat(Enumerable.Range(0, MostHeaders - 2).Select(i => $"X-{i}: 1\r\n"));

        await AssertAnsweredAsync($"{Head}{most}X-One-More: 1\r\n", HttpStatusCode.RequestHeaderFieldsTooLarge);
        await AssertReadAsync(Head, most, "\r\n");
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_refused()
    {
        var left = LargestHeaders - (Head.Length - Head.IndexOf('\n', StringComparison.Ordinal) - 1) - "X: \r\n".Length;

        await AssertAnsweredAsync($"{Head}X: {new string('x', left + 1)}\r\n\r\n", HttpStatusCode.RequestHeaderFieldsTooLarge);
        await AssertReadAsync(Head, $"X: {new string('x', left - 2)}\r\n\r\n");
    }

    /// <summary>A request so far that has two headers.</summary>
    private const string Head = "GET /docs/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    private async Task AssertReadAsync(params string[] parts) =>
        Assert.Equal(HttpStatusCode.OK, (await shared.Host.Address.SendRaw(Encoding.ASCII.GetBytes(string.Concat(parts)))).Status);

    private async Task AssertAnsweredAsync(string text, HttpStatusCode status) =>
        Assert.Equal(new Answer(status, null, ""), (await shared.Host.Address.SendRaw(Encoding.ASCII.GetBytes(text))).Answer);
}

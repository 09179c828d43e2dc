using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>A repetition that would be refused for its time, as its first request was not.</summary>
public sealed class RequestTimesTests : IDisposable
{
    /// <summary>A sum has room for one of these, and not for two.</summary>
    private const string Most = "60000000000000000000000000000";

    private const string Path = "/v2/customMetrics/m/data?returnValue=true";
    private const string ToSeveral = "/v2/customMetrics/data?returnValue=true";
    private const string TooLate = "date must not be more than 1 day ahead";

    private readonly TemporaryFolder _folder = new();
    private GatewayHost? _host;

    public void Dispose()
    {
        _host?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Path, $$"""[{"value":{{Most}}},{"value":{{Most}},"date":"2024-04-09T11:30:00Z"}]""")]
    [InlineData(ToSeveral, $$"""[{"metric":"m","value":{{Most}}},{"metric":"m","value":{{Most}},"date":"2024-04-09T11:30:00Z"},{"metric":"other","value":1}]""")]
    public async Task Points_that_came_to_two_buckets_at_first_do_not_come_to_one_in_the_next_hour(string path, string body)
    {
        var client = Start("2024-04-09T10:59:59Z");
        await client.Define("m", interval: "Hourly");
        await client.Define("other", interval: "Hourly");
        var first = await client.PostData(path, body, key: "request");
        _host!.Clock.Set(new DateTimeOffset(2024, 4, 9, 11, 0, 1, TimeSpan.Zero));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(first, await client.PostData(path, body, key: "request"));

        // As a first request it does not fit now, and its key is not used up.
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData(path, body)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostData(path, body, key: "another")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostData(Path, """[{"value":1}]""", key: "another")).Status);
    }

    [Theory]
    [InlineData(Path, """{"value":1,"date":"2024-04-10T14:43:59Z"}""", false)]
    [InlineData(Path, """[{"value":1},{"value":1,"date":"2024-04-10T14:43:59Z"}]""", true)]
    [InlineData(ToSeveral, """[{"metric":"m","value":1},{"metric":"m","value":1,"date":"2024-04-10T14:43:59Z"}]""", true)]
    public async Task A_date_that_was_not_too_far_ahead_at_first_is_not_by_a_clock_that_is_minutes_behind(string path, string body, bool isMany)
    {
        var client = Start("2024-04-09T14:44:00Z");
        await client.Define("m");
        var first = await client.PostData(path, body, key: "request");
        _host!.Dispose();

        client = Start("2024-04-09T14:40:00Z");

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal(first, await client.PostData(path, body, key: "request"));

        // As a first request it is refused, in the same words with a key and without, and the key is not used up.
        var refused = await client.PostData(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(isMany ? $$"""{"errors":[{"index":1,"message":"{{TooLate}}"}]}""" : TooLate, refused.Body, StringComparison.Ordinal);
        Assert.Equal(refused, await client.PostData(path, body, key: "another"));
        Assert.Equal(HttpStatusCode.OK, (await client.PostData(Path, """{"value":1}""", key: "another")).Status);
    }

    private HttpClient Start(string now)
    {
        _host = new GatewayHost(_folder, now: now);
        return _host.Client();
    }
}

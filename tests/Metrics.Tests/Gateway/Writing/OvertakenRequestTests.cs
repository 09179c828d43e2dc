using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>
/// A first request that its own repetition has overtaken, which was counted in a sum that takes the samples once and not twice. On a clock that
/// stands still a metric cannot tell the two from each other: both go the way of a first one.
/// </summary>
public sealed class OvertakenRequestTests : IDisposable
{
    /// <summary>To a sum of zero this can be added once, and not twice.</summary>
    private const string Half = "50000000000000000000000000000";

    private readonly GatewayHost _host = new(now: "2024-04-09T14:44:00Z");

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData($$"""{"value":{{Half}}}""")]
    [InlineData($$"""[{"value":{{Half}}}]""")]
    [InlineData($$"""[{"value":{{Half}}},{"value":{{Half}},"date":"2024-04-08"}]""")]
    public async Task It_is_answered_as_its_repetition_was(string body)
    {
        var client = _host.Client();
        var path = $"/v2/customMetrics/{await client.Define("half")}/data?returnValue=true";

        var repetition = await client.PostData(path, body, key: "request");
        var first = await client.PostData(path, body, key: "request");

        Assert.Equal(HttpStatusCode.OK, repetition.Status);
        Assert.Equal(repetition, first);
    }
}

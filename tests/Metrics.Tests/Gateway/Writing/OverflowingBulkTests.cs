using System.Globalization;
using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Of many points that do not fit into their sums, the answer names up to 100, and none that would fit.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class OverflowingBulkTests(SharedGateway shared)
{
    /// <summary>To this nothing can be added that has a digit before the point.</summary>
    private const string Tiny = "0.0000000000000000000000000001";

    /// <summary>To this 335 can be added, and no more.</summary>
    private const string Full = "79228162514264337593543950000";

    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Points_that_do_not_fit_into_a_full_sum_are_named(bool withOthers)
    {
        var id = await _client.Define($"overflow of many {withOthers}", keyed: true);
        await _client.AddReturning(id, Point("full", Full));

        var errors = await RefusedAsync(
            id,
            [.. Enumerable.Range(0, 400).Select(i => (i % 3) switch
            {
                0 => Point("full", "1000"),
                1 => Point("full", "1"),
                _ => Point(withOthers ? "empty" : "full", "1"),
            })]);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => 3 * i), errors);
        await AssertUnchangedAsync(id);
    }

    [Fact]
    public async Task Points_that_do_not_fit_together_are_named()
    {
        var id = await _client.Define("overflow among many", keyed: true);
        await _client.AddReturning(id, Point("full", Full));

        var errors = await RefusedAsync(
            id, [Point("full", "1"), Point("other", Tiny), .. Enumerable.Range(0, 300).Select(i => Point("other", i % 2 == 0 ? "10" : "0"))]);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => 2 + 2 * i), errors);
        await AssertUnchangedAsync(id);
    }

    [Fact]
    public async Task Of_points_that_fit_alone_and_not_together_the_first_is_named()
    {
        var id = await _client.Define("overflow together with the sum", keyed: true);
        await _client.AddReturning(id, Point("near", Full));

        Assert.Equal([1], await RefusedAsync(id, [Point("a", "1"), Point("near", "200"), Point("near", "200")]));
    }

    private static string Point(string key, string value) => $$"""{"name":"{{key}}","value":{{value}},"date":"2024-04-09"}""";

    private async Task<IEnumerable<int>> RefusedAsync(long id, IReadOnlyList<string> points)
    {
        var answer = await _client.PostData(string.Create(CultureInfo.InvariantCulture, $"/v2/customMetrics/{id}/data"), $"[{string.Join(',', points)}]");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        using var json = JsonDocument.Parse(answer.Body);
        return [.. json.RootElement.GetProperty("data").GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("index").GetInt32())];
    }

    private async Task AssertUnchangedAsync(long id) => Assert.Equal(
        """{"value":79228162514264337593543950335.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, Point("full", "335")));
}

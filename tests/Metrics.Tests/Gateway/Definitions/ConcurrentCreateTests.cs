using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

[Collection(SharedGatewayCollection.Name)]
public sealed class ConcurrentCreateTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task Of_fifty_clients_who_want_one_name_for_different_metrics_exactly_one_gets_it()
    {
        var answers = await CreateAtOnce(i => $$"""{"name":"contested","dataType":"Sum","interval":"Daily","description":"number {{i}}"}""");

        var winner = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer != winner), answer => Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, "The name for this customMetric is invalid, a(n) customMetric with this name already exists"),
            answer));
        Assert.Equal(winner.Body, (await _client.Get("/v2/customMetrics/contested")).Body);
    }

    [Fact]
    public async Task Fifty_clients_who_want_the_same_metric_get_the_same_id()
    {
        var answers = await CreateAtOnce(_ => """{"name":"agreed","dataType":"Average","interval":"Hourly","keyedValues":true,"description":"the same"}""");

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal((await _client.Get("/v2/customMetrics/agreed")).Body, Assert.Single(answers.Select(answer => answer.Body).Distinct()));
    }

    private Task<Answer[]> CreateAtOnce(Func<int, string> body) =>
        Task.WhenAll(Enumerable.Range(0, 50).Select(i => _client.Post("/v2/customMetrics", body(i))));
}

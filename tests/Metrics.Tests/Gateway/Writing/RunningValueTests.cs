using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

[Collection(SharedGatewayCollection.Name)]
public sealed class RunningValueTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task Concurrent_increments_of_a_new_bucket_each_see_a_value_of_their_own()
    {
        var id = await _client.Define("concurrent increments");

        var bodies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _client.AddReturning(id, """{"value":1,"date":"2024-04-09"}""")));

        Assert.Equal(
            Enumerable.Range(1, 200).Select(n => $$"""{"value":{{n}}.0,"date":"2024-04-09T00:00:00Z"}""").Order(StringComparer.Ordinal),
            bodies.Order(StringComparer.Ordinal));
    }
}

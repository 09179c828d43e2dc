using System.Globalization;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Points of buckets that are not in memory, and come there without a grain at first.</summary>
public sealed class YoungBucketsTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-09T14:44:00Z");
    private readonly HttpClient _client;

    public YoungBucketsTests() => _client = _host.Client();

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task Keys_that_come_a_few_times_get_no_grains_and_count()
    {
        var id = await _client.Define("few", keyed: true);

        for (var round = 1; round <= 3; round++)
        {
            await _client.AddReturning(id, """{"name":"single","value":1}""");
            await _client.PostData($"/v2/customMetrics/{id}/data", """[{"name":"bulk 1","value":1},{"name":"bulk 2","value":1}]""");
        }

        Assert.Equal(0, await CountGrainsAsync());
        Assert.Equal(3, _host.Services.GetRequiredService<LocalBuckets>().Count);
        Assert.Equal(
            """{"status":"Success","data":{"resultCount":3,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"bulk 1","value":3.0,"count":3},{"date":"2024-04-09T00:00:00Z","name":"bulk 2","value":3.0,"count":3},{"date":"2024-04-09T00:00:00Z","name":"single","value":3.0,"count":3}]}}""",
            (await _client.Get($"/v2/customMetrics/{id}/data")).Body);
    }

    [Fact]
    public async Task Buckets_of_known_keys_get_no_grains_either_and_count()
    {
        var id = await _client.Define("known", keyed: true);
        await _client.AddReturning(id, """{"name":"a","value":1}""");

        foreach (var date in (string[])["2024-04-08", "2024-04-08", "2024-04-07"])
        {
            await _client.AddReturning(id, $$"""{"name":"a","value":1,"date":"{{date}}"}""");
        }

        await _client.PostData($"/v2/customMetrics/{id}/data", """[{"name":"a","value":1,"date":"2024-04-09T13:00:00Z"},{"name":"a","value":1,"date":"2024-04-08"}]""");

        Assert.Equal(0, await CountGrainsAsync());
        Assert.Equal(
            """{"status":"Success","data":{"resultCount":3,"customMetricData":[{"date":"2024-04-07T00:00:00Z","name":"a","value":1.0,"count":1},{"date":"2024-04-08T00:00:00Z","name":"a","value":3.0,"count":3},{"date":"2024-04-09T00:00:00Z","name":"a","value":2.0,"count":2}]}}""",
            (await _client.Get($"/v2/customMetrics/{id}/data?startDate=2024-04-01")).Body);
    }

    [Fact]
    public async Task All_first_points_of_a_key_count_when_they_come_at_once()
    {
        var id = await _client.Define("first ones", keyed: true);

        for (var key = 0; key < 5; key++)
        {
            var body = $$"""{"name":"{{key}}","value":1}""";
            var values = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _client.AddReturning(id, body)));
            Assert.Equal(
                Enumerable.Range(1, 64).Select(number => string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{number}}.0,"date":"2024-04-09T00:00:00Z"}""")).Order(StringComparer.Ordinal),
                values.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_request_under_a_key_counts_once()
    {
        var id = await _client.Define("once", keyed: true);

        for (var round = 1; round <= 3; round++)
        {
            var answer = await _client.PostData($"/v2/customMetrics/{id}/data?returnValue=true", """{"name":"a","value":1}""", key: "7");
            Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", answer.Body);
        }
    }

    [Fact]
    public async Task Its_grain_goes_on_from_what_was_added_before_while_others_add()
    {
        var id = await _client.Define("taken over", keyed: true);
        var bucket = new BucketKey(id, NodaTime.Instant.FromUtc(2024, 4, 9, 0, 0), "a");
        var body = """{"name":"a","value":1}""";
        await _client.AddReturning(id, body);
        var local = _host.Services.GetRequiredService<LocalBuckets>();
        var young = local.Find(bucket)!.Bucket;

        var values = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            if (i != 7)
            {
                return await _client.AddReturning(id, body);
            }

            var grain = _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IBucketGrain>(bucket.ToGrainKey());
            var value = await grain.Add(AggregationType.Sum, Aggregate.Of(AggregationType.Sum, new Sample(1)));
            return string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value}}.0,"date":"2024-04-09T00:00:00Z"}""");
        }));

        Assert.Equal(
            Enumerable.Range(2, 64).Select(number => string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{number}}.0,"date":"2024-04-09T00:00:00Z"}""")).Order(StringComparer.Ordinal),
            values.Order(StringComparer.Ordinal));
        Assert.Equal(1, await CountGrainsAsync());
        Assert.Same(young, local.Find(bucket)!.Bucket);
    }

    private async Task<int> CountGrainsAsync() =>
        (await _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
        .Where(statistics => statistics.GrainType.Contains("BucketGrain", StringComparison.Ordinal))
        .Sum(statistics => statistics.ActivationCount);
}

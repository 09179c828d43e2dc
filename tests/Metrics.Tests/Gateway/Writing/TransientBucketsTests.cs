using System.Globalization;
using System.Net;
using Metrics.Silo.Grains;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Buckets that are not likely to be asked for again: they do not stay in memory, and count all the same.</summary>
public sealed class TransientBucketsTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-09T14:44:00Z");
    private readonly HttpClient _client;

    public TransientBucketsTests() => _client = _host.Client();

    private int InMemory => _host.Services.GetRequiredService<LocalBuckets>().Count;

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task What_comes_for_days_that_are_over_counts_and_leaves_nothing_in_memory()
    {
        await _client.Define("filled", "Sum", "Daily");

        for (var request = 0; request < 3; request++)
        {
            var answer = await _client.PostData("/v2/customMetrics/filled/data?returnValue=true", Days(100 * request, 100, value: 2));
            Assert.Equal(100, Count(answer.Body, "\"value\":2.0"));
            Assert.Equal(0, InMemory);
        }

        Assert.Equal(300, (await _client.ReadPoints("filled", "startDate=2023-01-01&endDate=2024-01-01")).Count);
    }

    [Fact]
    public async Task A_day_that_is_asked_for_again_soon_stays_in_memory()
    {
        await _client.Define("late", "Sum", "Daily");

        await _client.PostData("/v2/customMetrics/late/data", """[{"value":1,"date":"2024-04-01"},{"value":1,"date":"2024-04-02"}]""");
        Assert.Equal(0, InMemory);
        await _client.PostData("/v2/customMetrics/late/data", """[{"value":1,"date":"2024-04-02"},{"value":1,"date":"2024-04-03"}]""");
        Assert.Equal(1, InMemory);
        Assert.Equal(["2024-04-01=1.0", "2024-04-02=2.0", "2024-04-03=1.0"], await _client.ReadPoints("late", "startDate=2024-04-01&endDate=2024-04-09"));
    }

    [Fact]
    public async Task The_present_stays_in_memory()
    {
        await _client.Define("present", "Sum", "Hourly");

        await _client.PostData("/v2/customMetrics/present/data", """[{"value":1},{"value":1,"date":"2024-04-09T13:59:00Z"}]""");
        Assert.Equal(1, InMemory);

        // Until a while after its end, for points that are a little late.
        _host.Clock.Set(new DateTimeOffset(2024, 4, 9, 15, 1, 0, TimeSpan.Zero));
        await _client.PostData("/v2/customMetrics/present/data", """[{"value":1,"date":"2024-04-09T14:59:00Z"},{"value":1}]""");
        Assert.Equal(2, InMemory);
        Assert.Equal(["2024-04-09T13:00=1.0", "2024-04-09T14:00=2.0", "2024-04-09T15:00=1.0"], await _client.ReadPoints("present", "startDate=2024-04-09"));
    }

    [Fact]
    public async Task Requests_for_the_same_days_at_once_all_count()
    {
        await _client.Define("at once", "Sum", "Daily");
        var days = Days(0, 50, value: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _client.PostData("/v2/customMetrics/at%20once/data?returnValue=true", days)));

        // Each running value once for each day.
        for (var number = 1; number <= 40; number++)
        {
            Assert.Equal(50, answers.Sum(answer => Count(answer.Body, string.Create(CultureInfo.InvariantCulture, $"\"value\":{number}.0}}"))));
        }
    }

    [Fact]
    public async Task A_sum_that_does_not_fit_keeps_out_all_days_of_a_request()
    {
        await _client.Define("full", "Sum", "Daily");
        await _client.PostData("/v2/customMetrics/full/data", """[{"value":79228162514264337593543950335,"date":"2024-01-02"},{"value":1,"date":"2024-01-01"}]""");

        var refused = await _client.PostData("/v2/customMetrics/full/data", """[{"value":1,"date":"2024-01-01"},{"value":1,"date":"2024-01-02"}]""");

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("\"index\":1", refused.Body, StringComparison.Ordinal);
        Assert.Equal(["2024-01-01=1.0", "2024-01-02=79228162514264337593543950335.0"], await _client.ReadPoints("full", "startDate=2024-01-01&endDate=2024-01-03"));
    }

    private static string Days(int first, int count, int value) => "[" + string.Join(',', Enumerable.Range(first, count).Select(day =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value}},"date":"{{new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day):yyyy-MM-dd}}"}"""))) + "]";

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

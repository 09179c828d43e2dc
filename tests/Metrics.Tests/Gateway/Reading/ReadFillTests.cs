using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>Buckets without data can be put in, so that a chart has no holes.</summary>
public sealed class ReadFillTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;

    public ReadFillTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Empty_buckets_are_put_in_from_startDate_up_to_endDate()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-02=2", "2024-04-04=4");
        string[] ascending = ["2024-04-01=0.0", "2024-04-02=2.0", "2024-04-03=0.0", "2024-04-04=4.0", "2024-04-05=0.0"];

        Assert.Equal(ascending, await _client.ReadPoints("runs", "startDate=2024-04-01&endDate=2024-04-06&fill=true"));
        Assert.Equal(ascending.Reverse(), await _client.ReadPoints("runs", "startDate=2024-04-01&endDate=2024-04-06&fill=true&order=desc"));
    }

    [Theory]
    [InlineData("Sum", "0.0")]
    [InlineData("Count", "0.0")]
    [InlineData("Min", "")]
    [InlineData("Max", "")]
    [InlineData("First", "")]
    [InlineData("Last", "")]
    [InlineData("Average", "")]
    public async Task An_empty_Sum_or_Count_is_0_and_all_others_have_no_value(string dataType, string value)
    {
        await _client.Define("runs", dataType);

        var answer = await _client.Get("/v2/customMetrics/runs/data?fill=true");

        var member = value.Length > 0 ? $"\"value\":{value}," : "";
        Assert.Equal(
            $$$"""{"status":"Success","data":{"resultCount":1,"customMetricData":[{"date":"2024-04-10T00:00:00Z",{{{member}}}"count":0}]}}""", answer.Body);
    }

    [Fact]
    public async Task Without_dates_there_is_the_current_bucket_alone()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-08=1", "2024-04-11=2");

        Assert.Equal(["2024-04-10=0.0"], await _client.ReadPoints("runs", "fill=true"));
    }

    [Fact]
    public async Task Without_an_end_buckets_are_put_in_up_to_the_present_and_up_to_the_last_value()
    {
        await _client.Define("past", interval: "Hourly");
        await _client.AddPoints("past", "2024-04-10T12:30=1");
        await _client.Define("future", interval: "Hourly");
        await _client.AddPoints("future", "2024-04-10T12:30=1", "2024-04-10T16:30=2");

        Assert.Equal(
            ["2024-04-10T12:00=1.0", "2024-04-10T13:00=0.0", "2024-04-10T14:00=0.0"],
            await _client.ReadPoints("past", "startDate=2024-04-10T12:59&fill=true"));
        Assert.Equal(
            ["2024-04-10T13:00=0.0", "2024-04-10T14:00=0.0", "2024-04-10T15:00=0.0", "2024-04-10T16:00=2.0"],
            await _client.ReadPoints("future", "startDate=2024-04-10T13:00&endDate=2025-01-01&fill=true"));
    }

    [Fact]
    public async Task Without_a_start_buckets_are_put_in_from_the_first_value_on()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-06=1", "2024-04-08=2");

        Assert.Equal(["2024-04-06=1.0", "2024-04-07=0.0", "2024-04-08=2.0"], await _client.ReadPoints("runs", "endDate=2024-04-09&fill=true"));
        Assert.Empty(await _client.ReadPoints("runs", "endDate=2024-04-06&fill=true"));
    }

    [Fact]
    public async Task Each_key_gets_every_bucket()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-08 b=1", "2024-04-10 ～=2", "2024-04-10 🙂=3");
        string[] ascending =
        [
            "2024-04-08 b=1.0", "2024-04-08 ～=0.0", "2024-04-08 🙂=0.0",
            "2024-04-09 b=0.0", "2024-04-09 ～=0.0", "2024-04-09 🙂=0.0",
            "2024-04-10 b=0.0", "2024-04-10 ～=2.0", "2024-04-10 🙂=3.0",
        ];

        Assert.Equal(ascending, await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true"));
        Assert.Equal(ascending, await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true&name=🙂&name=～&name=b"));
        Assert.Equal(ascending.Reverse(), await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true&order=desc"));
        Assert.Equal(
            ["2024-04-08=1.0", "2024-04-09=0.0", "2024-04-10=5.0"], await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true&sumKeys=true"));
    }

    [Fact]
    public async Task A_key_that_is_named_gets_every_bucket_though_it_has_no_data()
    {
        await _client.Define("runs", keyed: true);

        Assert.Equal(["2024-04-09 a=0.0", "2024-04-10 a=0.0"], await _client.ReadPoints("runs", "startDate=2024-04-09&fill=true&name=a"));
    }

    [Fact]
    public async Task The_largest_keys_and_the_others_get_every_bucket()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-08 z=9", "2024-04-10 a=1");

        Assert.Equal(
            ["2024-04-08 z=9.0", "2024-04-08 other=0.0", "2024-04-09 z=0.0", "2024-04-09 other=0.0", "2024-04-10 z=0.0", "2024-04-10 other=1.0"],
            await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true&topKeys=1"));
        Assert.Equal(
            ["2024-04-08=9.0", "2024-04-09=0.0", "2024-04-10=0.0"], await _client.ReadPoints("runs", "startDate=2024-04-08&fill=true&topKeys=1&sumKeys=true"));
    }

    [Fact]
    public async Task Pages_of_a_filled_series_fit_together()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-03=3");

        var answer = await _client.Get("/v2/customMetrics/runs/data?startDate=2024-04-01&endDate=2024-04-06&fill=true&resultLimit=2");

        Assert.Equal(5, answer.ResultCount());
        Assert.Equal(["2024-04-03=3.0", "2024-04-04=0.0"], await _client.ReadPoints("runs", "startDate=2024-04-01&endDate=2024-04-06&fill=true&resultStart=2&resultLimit=2"));
    }

    [Fact]
    public async Task An_hour_that_the_clock_shows_twice_is_two_buckets()
    {
        _host.Clock.Set(new DateTimeOffset(2024, 11, 4, 12, 0, 0, TimeSpan.Zero));
        var newYork = _host.Client(TestUsers.NewYorkToken);
        await newYork.Define("runs", interval: "Hourly");

        Assert.Equal(
            ["2024-11-03T05:00=0.0", "2024-11-03T06:00=0.0", "2024-11-03T07:00=0.0"],
            await newYork.ReadPoints("runs", "startDate=2024-11-03T01:00&endDate=2024-11-03T03:00&fill=true"));
    }

    [Fact]
    public async Task More_than_a_million_values_are_refused()
    {
        await _client.Define("runs", interval: "Hourly", keyed: true);

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: fill would give more than 1000000 values, please ask for a shorter time or fewer keys"),
            await _client.Get("/v2/customMetrics/runs/data?startDate=1970-01-01&fill=true&name=a&name=b&name=c"));
    }
}

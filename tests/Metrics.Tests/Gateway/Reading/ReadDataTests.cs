using System.Globalization;
using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>Values are read back by date and key, as they stand.</summary>
public sealed class ReadDataTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;
    private readonly HttpClient _newYork;

    public ReadDataTests() => (_client, _newYork) = (_host.Client(), _host.Client(TestUsers.NewYorkToken));

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Without_dates_the_current_bucket_is_answered()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-09T23:59:59Z=1.5", "2024-04-10=2", "2024-04-10T23:59=0.50", "2024-04-11=7");

        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                "application/json",
                """{"status":"Success","data":{"resultCount":1,"customMetricData":[{"date":"2024-04-10T00:00:00Z","value":2.5,"count":2}]}}"""),
            await _client.Get("/v2/customMetrics/runs/data"));
    }

    [Fact]
    public async Task A_bucket_without_data_is_left_out()
    {
        await _client.Define("runs");

        var answer = await _client.Get("/v2/customMetrics/runs/data");

        Assert.Equal("""{"status":"Success","data":{"resultCount":0,"customMetricData":[]}}""", answer.Body);
    }

    [Fact]
    public async Task Values_of_keys_carry_their_names()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 b=2", "2024-04-10 \"a\" <ä>=1e3");

        var answer = await _client.Get("/api/v2/customMetrics/runs/data/?owner=Main");

        Assert.Equal(
            """{"status":"Success","data":{"resultCount":2,"customMetricData":[{"date":"2024-04-10T00:00:00Z","name":"\"a\" <ä>","value":1000.0,"count":1},{"date":"2024-04-10T00:00:00Z","name":"b","value":2.0,"count":1}]}}""",
            answer.Body);
    }

    [Theory]
    [InlineData("startDate=2024-04-02&endDate=2024-04-04", "2024-04-02=2.0", "2024-04-03=3.0")]
    [InlineData("startDate=2024-04-04", "2024-04-04=4.0", "2024-04-05=5.0")]
    [InlineData("endDate=2024-04-03", "2024-04-01=1.0", "2024-04-02=2.0")]
    [InlineData("startDate=2024-04-02T02:00:00%2B02:00&endDate=2024-04-03T00:00:00Z", "2024-04-02=2.0")]
    [InlineData("startDate=0001-01-01&endDate=9999-12-31", "2024-04-01=1.0", "2024-04-02=2.0", "2024-04-03=3.0", "2024-04-04=4.0", "2024-04-05=5.0")]
    [InlineData("startDate=2024-04-06&endDate=-1d")]
    public async Task The_range_begins_at_startDate_and_ends_before_endDate(string query, params string[] expected)
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-01=1", "2024-04-02=2", "2024-04-03=3", "2024-04-04=4", "2024-04-05=5");

        Assert.Equal(expected, await _client.ReadPoints("runs", query));
    }

    [Fact]
    public async Task A_bucket_that_the_range_touches_is_in_it()
    {
        await _client.Define("days");
        await _client.AddPoints("days", "2024-04-01=1", "2024-04-02=2", "2024-04-03=3", "2024-04-04=4");
        await _client.Define("months", interval: "Monthly");
        await _client.AddPoints("months", "2024-03-31=7", "2024-04-01=8");

        Assert.Equal(
            ["2024-04-02=2.0", "2024-04-03=3.0"], await _client.ReadPoints("days", "startDate=2024-04-02T23:59:59Z&endDate=2024-04-03T00:00:01Z"));
        Assert.Equal(["2024-04-01=8.0"], await _client.ReadPoints("months", "startDate=-7d"));
    }

    [Fact]
    public async Task A_date_without_a_zone_is_on_the_clock_of_the_organization()
    {
        await _newYork.Define("runs", interval: "Hourly");
        await _newYork.AddPoints("runs", "2024-04-09T02:30:00=1", "2024-04-09T03:30:00=2");

        Assert.Equal(
            ["2024-04-09T07:00=2.0"], await _newYork.ReadPoints("runs", "startDate=2024-04-09T03:00&endDate=2024-04-09T04:00"));
    }

    [Theory]
    [InlineData("-24h", "2024-04-09T14:44:00Z")]
    [InlineData("-0h", "2024-04-10T14:44:00Z")]
    [InlineData("-1d", "2024-04-09T14:44:00Z")]
    [InlineData("-2w", "2024-03-27T14:44:00Z")]
    [InlineData("-2m", "2024-02-10T14:44:00Z")]
    [InlineData("-1y", "2023-04-10T14:44:00Z")]
    public async Task Relative_dates_go_back_from_now(string startDate, string first)
    {
        var start = DateTimeOffset.Parse(first, CultureInfo.InvariantCulture);
        await _client.Define("runs", interval: "Hourly");
        await _client.AddPoints("runs", $"{start.AddHours(-1):O}=1", $"{start:O}=2");

        Assert.Equal([$"{first[..13]}:00=2.0"], await _client.ReadPoints("runs", $"startDate={startDate}"));
    }

    [Theory]
    [InlineData("-99999h")]
    [InlineData("-99999d")]
    [InlineData("-99999w")]
    [InlineData("-99999m")]
    [InlineData("-99999y")]
    public async Task However_far_back_there_is_nothing_before_the_first_value(string startDate)
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2020-01-01=1");

        Assert.Equal(["2020-01-01=1.0"], await _client.ReadPoints("runs", $"startDate={startDate}"));
    }

    [Fact]
    public async Task A_relative_day_goes_by_the_calendar_and_a_relative_hour_by_the_clock()
    {
        _host.Clock.Set(new DateTimeOffset(2024, 11, 4, 12, 0, 0, TimeSpan.Zero));
        await _newYork.Define("runs", interval: "Hourly");
        await _newYork.AddPoints("runs", "2024-11-02T10:00:00Z=1", "2024-11-02T11:00:00Z=2", "2024-11-02T12:00:00Z=3");

        // It is seven in the morning in New York, where the clock went back on the third: two days ago it was seven at 11 UTC.
        Assert.Equal(["2024-11-02T11:00=2.0", "2024-11-02T12:00=3.0"], await _newYork.ReadPoints("runs", "startDate=-2d"));
        Assert.Equal(["2024-11-02T12:00=3.0"], await _newYork.ReadPoints("runs", "startDate=-48h"));
    }

    [Fact]
    public async Task Values_come_by_date_and_name_or_all_the_other_way_round()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-02 b=2", "2024-04-02 🙂=6", "2024-04-02 ～=5", "2024-04-02 a=4", "2024-04-01 b=1", "2024-04-01 a=3");
        string[] ascending = ["2024-04-01 a=3.0", "2024-04-01 b=1.0", "2024-04-02 a=4.0", "2024-04-02 b=2.0", "2024-04-02 ～=5.0", "2024-04-02 🙂=6.0"];

        Assert.Equal(ascending, await _client.ReadPoints("runs", "startDate=-60d&order=asc"));
        Assert.Equal(ascending.Reverse(), await _client.ReadPoints("runs", "startDate=-60d&order=DESC"));
    }

    [Fact]
    public async Task Names_choose_keys_to_the_letter()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=1", "2024-04-01 A=2", "2024-04-01 a, \"b\"=3", "2024-04-02 a=4");

        Assert.Equal(["2024-04-01 a=1.0", "2024-04-02 a=4.0"], await _client.ReadPoints("runs", "startDate=-60d&name=a"));
        Assert.Equal(
            ["2024-04-01 a=1.0", "2024-04-01 a, \"b\"=3.0", "2024-04-02 a=4.0"],
            await _client.ReadPoints("runs", "startDate=-60d&name=a%2C%20%22b%22&name=a&name=none&name=a"));
        Assert.Empty(await _client.ReadPoints("runs", "startDate=-60d&name=none"));

        // As many as may be named, and long ones.
        var many = Enumerable.Range(1, 999).Select(i => $"&name={new string('x', 40)}{i}");
        Assert.Equal(["2024-04-01 a=1.0", "2024-04-02 a=4.0"], await _client.ReadPoints("runs", $"startDate=-60d&name=a{string.Concat(many)}"));
    }

    [Theory]
    [InlineData("Sum", "10.3")]
    [InlineData("Count", "4.0")]
    [InlineData("Min", "1.2")]
    [InlineData("Max", "9.1")]
    [InlineData("First", "4.2")]
    [InlineData("Last", "6.1")]
    [InlineData("Average", "5.15")]
    public async Task Keys_are_added_up_by_their_values(string dataType, string sum)
    {
        await _client.Define("runs", dataType, keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=4", "2024-04-10 a=1", "2024-04-10 b=0.2", "2024-04-10 b=5.1");

        var answer = await _client.Get("/v2/customMetrics/runs/data?sumKeys=true");

        Assert.Equal(
            $$$"""{"status":"Success","data":{"resultCount":1,"customMetricData":[{"date":"2024-04-10T00:00:00Z","value":{{{sum}}},"count":4}]}}""",
            answer.Body);
    }

    [Fact]
    public async Task Only_named_keys_are_added_up()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=0.1", "2024-04-01 b=0.2", "2024-04-01 c=4", "2024-04-02 c=8");

        Assert.Equal(["2024-04-01=0.3"], await _client.ReadPoints("runs", "startDate=-60d&sumKeys=True&name=a&name=b"));
        Assert.Equal(["2024-04-02=8.0", "2024-04-01=4.3"], await _client.ReadPoints("runs", "startDate=-60d&sumKeys=true&order=desc"));
    }

    [Fact]
    public async Task A_sum_of_keys_that_is_not_exact_is_refused()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=79228162514264337593543950335", "2024-04-10 b=0.5");

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: the running value of this time bucket would need more digits than an exact decimal has (28, up to 79228162514264337593543950335)"),
            await _client.Get("/v2/customMetrics/runs/data?sumKeys=true"));
    }

    [Fact]
    public async Task A_metric_without_keys_is_its_own_sum()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-10=4");

        Assert.Equal(["2024-04-10=4.0"], await _client.ReadPoints("runs", "sumKeys=true&topKeys=3"));
    }

    [Fact]
    public async Task A_renamed_metric_keeps_its_data_and_a_deleted_one_has_none()
    {
        await _client.Define("runs");
        await _client.AddPoints("runs", "2024-04-10=4");

        await _client.Put("/v2/customMetrics/runs", """{"name":"renamed"}""");
        Assert.Equal(["2024-04-10=4.0"], await _client.ReadPoints("renamed", ""));

        await _client.Delete("/v2/customMetrics/renamed");
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/renamed/data")).Status);
    }
}

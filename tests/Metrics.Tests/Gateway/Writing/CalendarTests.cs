using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Time buckets follow the calendar of the organization and are named by their start, an instant in UTC.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class CalendarTests(SharedGateway shared)
{
    private readonly HttpClient _utc = shared.Host.Client();
    private readonly HttpClient _newYork = shared.Host.Client(TestUsers.NewYorkToken);

    [Theory]
    [InlineData("Hourly", "2024-04-10T14:44:59.999Z", "2024-04-10T14:00:00Z")]
    [InlineData("Daily", "2024-04-10T14:44:00Z", "2024-04-10T00:00:00Z")]
    [InlineData("Weekly", "2024-04-10T14:44:00Z", "2024-04-08T00:00:00Z")]
    [InlineData("Weekly", "2024-04-07T23:59:59Z", "2024-04-01T00:00:00Z")]
    [InlineData("Weekly", "1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z")]
    [InlineData("Monthly", "2024-02-29T23:59:59Z", "2024-02-01T00:00:00Z")]
    [InlineData("Yearly", "2024-12-31T23:59:59Z", "2024-01-01T00:00:00Z")]
    [InlineData("Daily", "2024-04-10T01:00:00+02:00", "2024-04-09T00:00:00Z")]
    public async Task Without_a_zone_the_calendar_is_UTC_and_weeks_begin_on_Monday(string interval, string date, string bucket) =>
        await AssertBucket(_utc, interval, date, bucket);

    [Theory]
    [InlineData("Hourly", "2024-04-09T14:44:00Z", "2024-04-09T14:00:00Z")]
    [InlineData("Daily", "2024-04-09T14:44:00Z", "2024-04-09T04:00:00Z")]
    [InlineData("Daily", "2024-04-09T03:59:59Z", "2024-04-08T04:00:00Z")]
    [InlineData("Daily", "2024-01-15T14:44:00Z", "2024-01-15T05:00:00Z")]
    [InlineData("Weekly", "2024-04-10T14:44:00Z", "2024-04-07T04:00:00Z")]
    [InlineData("Weekly", "2024-04-07T04:00:00Z", "2024-04-07T04:00:00Z")]
    [InlineData("Weekly", "2024-04-07T03:59:59Z", "2024-03-31T04:00:00Z")]
    [InlineData("Monthly", "2024-04-01T03:59:59Z", "2024-03-01T05:00:00Z")]
    [InlineData("Monthly", "2024-04-01T04:00:00Z", "2024-04-01T04:00:00Z")]
    [InlineData("Yearly", "2024-07-04T12:00:00Z", "2024-01-01T05:00:00Z")]
    [InlineData("Yearly", "2024-01-01T04:59:59Z", "2023-01-01T05:00:00Z")]
    [InlineData("Daily", "1970-01-01T00:00:00Z", "1969-12-31T05:00:00Z")]
    [InlineData("Yearly", "1970-01-01T04:59:59Z", "1969-01-01T05:00:00Z")]
    public async Task In_New_York_days_begin_at_its_midnight_and_weeks_on_Sunday(string interval, string date, string bucket) =>
        await AssertBucket(_newYork, interval, date, bucket);

    [Theory]
    [InlineData("Daily", "2024-03-10T04:59:59Z", "2024-03-09T05:00:00Z")]
    [InlineData("Daily", "2024-03-11T03:59:59Z", "2024-03-10T05:00:00Z")]
    [InlineData("Daily", "2024-03-11T04:00:00Z", "2024-03-11T04:00:00Z")]
    [InlineData("Daily", "2024-11-04T04:59:59Z", "2024-11-03T04:00:00Z")]
    [InlineData("Daily", "2024-11-04T05:00:00Z", "2024-11-04T05:00:00Z")]
    [InlineData("Weekly", "2024-03-13T12:00:00Z", "2024-03-10T05:00:00Z")]
    [InlineData("Weekly", "2024-11-06T12:00:00Z", "2024-11-03T04:00:00Z")]
    [InlineData("Monthly", "2024-03-31T12:00:00Z", "2024-03-01T05:00:00Z")]
    [InlineData("Hourly", "2024-03-10T06:59:59Z", "2024-03-10T06:00:00Z")]
    [InlineData("Hourly", "2024-03-10T07:00:00Z", "2024-03-10T07:00:00Z")]
    [InlineData("Hourly", "2024-11-03T05:59:59Z", "2024-11-03T05:00:00Z")]
    [InlineData("Hourly", "2024-11-03T06:00:00Z", "2024-11-03T06:00:00Z")]
    [InlineData("Hourly", "2024-11-03T06:59:59Z", "2024-11-03T06:00:00Z")]
    [InlineData("Hourly", "2024-11-03T07:00:00Z", "2024-11-03T07:00:00Z")]
    public async Task Across_a_change_of_the_clock_each_instant_has_its_bucket(string interval, string date, string bucket) =>
        await AssertBucket(_newYork, interval, date, bucket);

    [Theory]
    [InlineData("Hourly", "2024-04-09T23:30:00", "2024-04-10T03:00:00Z")]
    [InlineData("Daily", "2024-04-09T23:30:00", "2024-04-09T04:00:00Z")]
    [InlineData("Daily", "2024-04-09T23:30:00.25", "2024-04-09T04:00:00Z")]
    [InlineData("Hourly", "2024-04-09", "2024-04-09T04:00:00Z")]
    [InlineData("Daily", "2024-04-09", "2024-04-09T04:00:00Z")]
    [InlineData("Daily", "2024-01-15", "2024-01-15T05:00:00Z")]
    [InlineData("Weekly", "2024-04-06", "2024-03-31T04:00:00Z")]
    [InlineData("Weekly", "2024-04-07", "2024-04-07T04:00:00Z")]
    [InlineData("Yearly", "1970-01-01", "1970-01-01T05:00:00Z")]
    [InlineData("Hourly", "2024-11-03T01:30:00", "2024-11-03T05:00:00Z")]
    [InlineData("Hourly", "2024-03-10T02:30:00", "2024-03-10T07:00:00Z")]
    public async Task A_date_without_a_zone_is_read_on_the_clock_of_New_York(string interval, string date, string bucket) =>
        await AssertBucket(_newYork, interval, date, bucket);

    [Fact]
    public async Task The_hour_that_the_clock_shows_twice_is_two_buckets()
    {
        var id = await _newYork.Define("repeated hour", interval: "Hourly");

        Assert.Equal("""{"value":1.0,"date":"2024-11-03T05:00:00Z"}""", await _newYork.AddReturning(id, """{"value":1,"date":"2024-11-03T01:30:00-04:00"}"""));
        Assert.Equal("""{"value":2.0,"date":"2024-11-03T06:00:00Z"}""", await _newYork.AddReturning(id, """{"value":2,"date":"2024-11-03T01:30:00-05:00"}"""));
    }

    [Theory]
    [InlineData("2024-04-10T02:30:00Z", "2024-04-09T04:00:00Z")]
    [InlineData("2024-04-10T04:30:00Z", "2024-04-10T04:00:00Z")]
    public async Task A_point_without_a_date_lands_in_the_day_that_it_is_in_New_York(string now, string bucket)
    {
        using var host = new GatewayHost(now: now);
        using var client = host.Client(TestUsers.NewYorkToken);
        var id = await client.Define("today");

        Assert.Equal($$"""{"value":1.0,"date":"{{bucket}}"}""", await client.AddReturning(id, """{"value":1}"""));
    }

    private static async Task AssertBucket(HttpClient client, string interval, string date, string bucket)
    {
        var id = await client.Define($"calendar {interval}", "Last", interval);

        Assert.Equal($$"""{"value":1.0,"date":"{{bucket}}"}""", await client.AddReturning(id, $$"""{"value":1,"date":"{{date}}"}"""));
    }
}

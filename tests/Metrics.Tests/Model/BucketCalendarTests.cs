using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Model;

public sealed class BucketCalendarTests
{
    [Theory]
    [InlineData(Interval.Hourly, "2024-04-09T14:00:00Z", "2024-04-09T15:00:00Z")]
    [InlineData(Interval.Daily, "2024-04-09T00:00:00Z", "2024-04-10T00:00:00Z")]
    [InlineData(Interval.Weekly, "2024-04-08T00:00:00Z", "2024-04-15T00:00:00Z")]
    [InlineData(Interval.Monthly, "2024-04-01T00:00:00Z", "2024-05-01T00:00:00Z")]
    [InlineData(Interval.Yearly, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    public void An_afternoon_in_april_lies_in_a_bucket_of_each_interval(Interval interval, string start, string end) =>
        Assert.Equal(Bucket(start, end), BucketOf("UTC", interval, "2024-04-09T14:44:12.345Z"));

    [Fact]
    public void The_start_of_a_bucket_belongs_to_it_and_its_end_to_the_next()
    {
        var calendar = Calendar("UTC");
        var day = calendar.BucketOf(Utc("2024-04-09T00:00:00Z"), Interval.Daily);

        Assert.Equal(Utc("2024-04-09T00:00:00Z"), day.Start);
        Assert.Equal(day, calendar.BucketOf(day.End - Duration.Epsilon, Interval.Daily));
        Assert.Equal(day.End, calendar.BucketOf(day.End, Interval.Daily).Start);
    }

    [Theory]
    [InlineData("Asia/Tokyo", "2024-04-08T15:00:00Z", "2024-04-09T15:00:00Z")]
    [InlineData("America/Los_Angeles", "2024-04-09T07:00:00Z", "2024-04-10T07:00:00Z")]
    [InlineData("Asia/Kathmandu", "2024-04-08T18:15:00Z", "2024-04-09T18:15:00Z")]
    public void A_day_begins_at_the_midnight_of_its_zone(string zone, string start, string end) =>
        Assert.Equal(Bucket(start, end), BucketOf(zone, Interval.Daily, "2024-04-09T12:00:00Z"));

    [Theory]
    [InlineData("Asia/Kolkata", "2024-04-09T11:30:00Z", "2024-04-09T12:30:00Z")]
    [InlineData("Asia/Kathmandu", "2024-04-09T11:15:00Z", "2024-04-09T12:15:00Z")]
    public void An_hour_begins_at_the_full_hour_of_its_zone(string zone, string start, string end) =>
        Assert.Equal(Bucket(start, end), BucketOf(zone, Interval.Hourly, "2024-04-09T12:00:00Z"));

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2024-02-26T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Tuesday, "2024-02-27T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Wednesday, "2024-02-28T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Thursday, "2024-02-29T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Friday, "2024-02-23T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Saturday, "2024-02-24T00:00:00Z")]
    [InlineData(IsoDayOfWeek.Sunday, "2024-02-25T00:00:00Z")]
    public void A_week_begins_on_the_day_the_organization_says(IsoDayOfWeek first, string start)
    {
        var week = new BucketCalendar(DateTimeZone.Utc, first).BucketOf(Utc("2024-02-29T12:00:00Z"), Interval.Weekly);

        Assert.Equal(new TimeBucket(Utc(start), Utc(start) + Duration.FromDays(7)), week);
    }

    [Fact]
    public void A_week_runs_over_the_end_of_the_year() =>
        Assert.Equal(Bucket("2024-12-30T00:00:00Z", "2025-01-06T00:00:00Z"), BucketOf("UTC", Interval.Weekly, "2025-01-01T00:00:00Z"));

    [Theory]
    [InlineData("2023-02-15T00:00:00Z", 28)]
    [InlineData("2024-02-15T00:00:00Z", 29)]
    [InlineData("2100-02-15T00:00:00Z", 28)]
    [InlineData("2024-04-15T00:00:00Z", 30)]
    [InlineData("2024-12-31T23:59:59Z", 31)]
    public void A_month_has_its_own_length(string instant, int days) =>
        Assert.Equal(Duration.FromDays(days), Length(BucketOf("UTC", Interval.Monthly, instant)));

    [Theory]
    [InlineData("2023-06-01T00:00:00Z", 365)]
    [InlineData("2024-06-01T00:00:00Z", 366)]
    [InlineData("2000-06-01T00:00:00Z", 366)]
    public void A_leap_year_is_a_day_longer(string instant, int days) =>
        Assert.Equal(Duration.FromDays(days), Length(BucketOf("UTC", Interval.Yearly, instant)));

    [Fact]
    public void A_year_begins_with_the_new_year_of_its_zone() =>
        Assert.Equal(Bucket("2023-12-31T11:00:00Z", "2024-12-31T11:00:00Z"), BucketOf("Pacific/Auckland", Interval.Yearly, "2023-12-31T11:00:00Z"));

    [Fact]
    public void A_month_is_an_hour_shorter_where_the_clock_was_set_forward() =>
        Assert.Equal(Bucket("2024-03-01T05:00:00Z", "2024-04-01T04:00:00Z"), BucketOf("America/New_York", Interval.Monthly, "2024-03-10T07:00:00Z"));

    [Fact]
    public void An_instant_before_1970_has_its_bucket_too() =>
        Assert.Equal(Bucket("1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z"), BucketOf("UTC", Interval.Hourly, "1969-12-31T23:59:59Z"));

    [Fact]
    public void An_unknown_interval_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar("UTC").BucketOf(Utc("2024-04-09T00:00:00Z"), (Interval)99));

    private static BucketCalendar Calendar(string zone) => new(DateTimeZoneProviders.Tzdb[zone]);

    private static TimeBucket BucketOf(string zone, Interval interval, string instant) => Calendar(zone).BucketOf(Utc(instant), interval);

    private static TimeBucket Bucket(string start, string end) => new(Utc(start), Utc(end));

    private static Duration Length(TimeBucket bucket) => bucket.End - bucket.Start;

    private static Instant Utc(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}

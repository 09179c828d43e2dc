using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;

namespace Metrics.Tests.Model;

public sealed class RetentionPeriodTests
{
    private static readonly BucketCalendar Utc = new(DateTimeZone.Utc);

    [Theory]
    [InlineData("48 hours", "Hourly", "2024-03-29T14:00:00Z")]
    [InlineData("1 day", "Hourly", "2024-03-30T14:00:00Z")]
    [InlineData("90 days", "Daily", "2024-01-01T00:00:00Z")]
    [InlineData("1 month", "Daily", "2024-02-29T00:00:00Z")]
    [InlineData("2 Weeks", "Weekly", "2024-03-11T00:00:00Z")]
    [InlineData("24 months", "Monthly", "2022-03-01T00:00:00Z")]
    [InlineData("5 years", "Yearly", "2019-01-01T00:00:00Z")]
    [InlineData("199 years", "Yearly", "1825-01-01T00:00:00Z")]
    public void The_bucket_that_holds_the_moment_this_long_ago_is_the_first_that_is_kept(string text, string interval, string firstKept) => Assert.Equal(
        InstantPattern.General.Parse(firstKept).Value,
        Parse(text).FirstKept(Enum.Parse<Metrics.Silo.Model.Interval>(interval), Utc, Instant.FromUtc(2024, 3, 31, 14, 44)));

    [Fact]
    public void Days_are_those_of_the_calendar()
    {
        var newYork = new BucketCalendar(DateTimeZoneProviders.Tzdb["America/New_York"]);

        // The clock went forward on 10 March.
        Assert.Equal(
            Instant.FromUtc(2024, 3, 9, 5, 0),
            Parse("2 days").FirstKept(Metrics.Silo.Model.Interval.Daily, newYork, Instant.FromUtc(2024, 3, 11, 4, 30)));
    }

    [Theory]
    [InlineData("2024-03-31T01:30:00Z", "2024-03-30T23:00:00Z")]
    [InlineData("2024-10-27T01:30:00Z", "2024-10-26T23:00:00Z")]
    public void Hours_are_hours_of_time(string now, string firstKept)
    {
        var berlin = new BucketCalendar(DateTimeZoneProviders.Tzdb["Europe/Berlin"]);

        // The clock went forward, or back, half an hour before.
        Assert.Equal(
            InstantPattern.General.Parse(firstKept).Value,
            Parse("2 hours").FirstKept(Metrics.Silo.Model.Interval.Hourly, berlin, InstantPattern.General.Parse(now).Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("days")]
    [InlineData("0 days")]
    [InlineData("-1 days")]
    [InlineData("1.5 days")]
    [InlineData("90  days")]
    [InlineData("90 days ago")]
    [InlineData("90 fortnights")]
    [InlineData("200 years")]
    [InlineData("2400 months")]
    [InlineData("2147483647 days")]
    [InlineData("99999999999 hours")]
    public void Anything_else_is_refused(string text) => Assert.False(RetentionPeriod.TryParse(text, out _));

    private static RetentionPeriod Parse(string text) => RetentionPeriod.TryParse(text, out var period) ? period : throw new ArgumentException(text, nameof(text));
}

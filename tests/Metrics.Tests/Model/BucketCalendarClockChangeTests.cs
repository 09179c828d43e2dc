using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Model;

/// <summary>The clock changes that break calendars, by name.</summary>
public sealed class BucketCalendarClockChangeTests
{
    [Fact]
    public void The_day_that_the_clock_goes_back_has_25_hours()
    {
        var day = BucketOf("America/New_York", Interval.Daily, "2024-11-03T12:00Z");
        var hours = Walk("America/New_York", Interval.Hourly, day);

        Assert.Equal(Bucket("2024-11-03T04:00Z", "2024-11-04T05:00Z"), day);
        Assert.Equal(25, hours.Count);
        Assert.All(hours, hour => Assert.Equal(Duration.FromHours(1), hour.End - hour.Start));
    }

    [Fact]
    public void The_hour_that_the_clock_shows_twice_is_two_hours()
    {
        Assert.Equal(Bucket("2024-11-03T05:00Z", "2024-11-03T06:00Z"), BucketOf("America/New_York", Interval.Hourly, "2024-11-03T05:30Z"));
        Assert.Equal(Bucket("2024-11-03T06:00Z", "2024-11-03T07:00Z"), BucketOf("America/New_York", Interval.Hourly, "2024-11-03T06:30Z"));
    }

    [Fact]
    public void The_day_that_the_clock_goes_forward_has_23_hours()
    {
        var day = BucketOf("America/New_York", Interval.Daily, "2024-03-10T12:00Z");
        var hours = Walk("America/New_York", Interval.Hourly, day);

        Assert.Equal(Bucket("2024-03-10T05:00Z", "2024-03-11T04:00Z"), day);
        Assert.Equal(23, hours.Count);
        Assert.All(hours, hour => Assert.Equal(Duration.FromHours(1), hour.End - hour.Start));
    }

    [Fact]
    public void On_Lord_Howe_the_clock_goes_back_by_half_an_hour()
    {
        var day = BucketOf("Australia/Lord_Howe", Interval.Daily, "2024-04-07T00:00Z");

        Assert.Equal(Bucket("2024-04-06T13:00Z", "2024-04-07T13:30Z"), day);
        Assert.Equal(
            [
                Bucket("2024-04-06T13:00Z", "2024-04-06T14:00Z"),
                Bucket("2024-04-06T14:00Z", "2024-04-06T15:00Z"),
                Bucket("2024-04-06T15:00Z", "2024-04-06T15:30Z"),
                Bucket("2024-04-06T15:30Z", "2024-04-06T16:30Z"),
            ],
            Walk("Australia/Lord_Howe", Interval.Hourly, day).Take(4));
    }

    [Fact]
    public void On_Lord_Howe_the_clock_goes_forward_by_half_an_hour()
    {
        var day = BucketOf("Australia/Lord_Howe", Interval.Daily, "2024-10-06T00:00Z");

        Assert.Equal(Bucket("2024-10-05T13:30Z", "2024-10-06T13:00Z"), day);
        Assert.Equal(
            [
                Bucket("2024-10-05T13:30Z", "2024-10-05T14:30Z"),
                Bucket("2024-10-05T14:30Z", "2024-10-05T15:30Z"),
                Bucket("2024-10-05T15:30Z", "2024-10-05T16:00Z"),
                Bucket("2024-10-05T16:00Z", "2024-10-05T17:00Z"),
            ],
            Walk("Australia/Lord_Howe", Interval.Hourly, day).Take(4));
    }

    [Fact]
    public void In_St_Johns_a_minute_of_the_new_day_passes_before_the_clock_goes_back_to_the_old_one()
    {
        var day = BucketOf("America/St_Johns", Interval.Daily, "2006-10-29T02:45Z");

        Assert.Equal(Bucket("2006-10-29T02:30Z", "2006-10-30T03:30Z"), day);
        Assert.Equal(Bucket("2006-10-28T02:30Z", "2006-10-29T02:30Z"), BucketOf("America/St_Johns", Interval.Daily, "2006-10-29T02:29Z"));
        Assert.Equal(
            [
                Bucket("2006-10-29T02:30Z", "2006-10-29T02:31Z"),
                Bucket("2006-10-29T02:31Z", "2006-10-29T03:30Z"),
                Bucket("2006-10-29T03:30Z", "2006-10-29T04:30Z"),
            ],
            Walk("America/St_Johns", Interval.Hourly, day).Take(3));
    }

    [Fact]
    public void In_St_Johns_a_week_that_begins_with_the_repeated_midnight_begins_with_the_first_one()
    {
        var weeks = new BucketCalendar(DateTimeZoneProviders.Tzdb["America/St_Johns"], IsoDayOfWeek.Sunday);

        Assert.Equal(Bucket("2006-10-29T02:30Z", "2006-11-05T03:30Z"), weeks.BucketOf(Utc("2006-10-29T02:45Z"), Interval.Weekly));
    }

    [Fact]
    public void In_St_Johns_the_clock_goes_forward_a_minute_after_midnight()
    {
        var day = BucketOf("America/St_Johns", Interval.Daily, "2006-04-02T12:00Z");

        Assert.Equal(Bucket("2006-04-02T03:30Z", "2006-04-03T02:30Z"), day);
        Assert.Equal(
            [
                Bucket("2006-04-02T03:30Z", "2006-04-02T03:31Z"),
                Bucket("2006-04-02T03:31Z", "2006-04-02T04:30Z"),
                Bucket("2006-04-02T04:30Z", "2006-04-02T05:30Z"),
            ],
            Walk("America/St_Johns", Interval.Hourly, day).Take(3));
    }

    [Fact]
    public void Samoa_had_no_30th_of_December_2011()
    {
        Assert.Equal(Bucket("2011-12-29T10:00Z", "2011-12-30T10:00Z"), BucketOf("Pacific/Apia", Interval.Daily, "2011-12-30T09:59Z"));
        Assert.Equal(Bucket("2011-12-30T10:00Z", "2011-12-31T10:00Z"), BucketOf("Pacific/Apia", Interval.Daily, "2011-12-30T10:00Z"));
        Assert.Equal(Bucket("2011-12-26T10:00Z", "2012-01-01T10:00Z"), BucketOf("Pacific/Apia", Interval.Weekly, "2011-12-30T10:00Z"));
        Assert.Equal(Bucket("2011-12-01T10:00Z", "2011-12-31T10:00Z"), BucketOf("Pacific/Apia", Interval.Monthly, "2011-12-30T10:00Z"));
    }

    [Fact]
    public void In_Samoa_a_week_from_friday_to_thursday_began_on_saturday_when_there_was_no_friday()
    {
        var weeks = new BucketCalendar(DateTimeZoneProviders.Tzdb["Pacific/Apia"], IsoDayOfWeek.Friday);

        Assert.Equal(Bucket("2011-12-23T10:00Z", "2011-12-30T10:00Z"), weeks.BucketOf(Utc("2011-12-30T09:59Z"), Interval.Weekly));
        Assert.Equal(Bucket("2011-12-30T10:00Z", "2012-01-05T10:00Z"), weeks.BucketOf(Utc("2011-12-30T10:00Z"), Interval.Weekly));
    }

    [Fact]
    public void Kiritimati_went_from_the_30th_of_December_1994_to_the_new_year()
    {
        Assert.Equal(Bucket("1994-12-30T10:00Z", "1994-12-31T10:00Z"), BucketOf("Pacific/Kiritimati", Interval.Daily, "1994-12-31T09:59Z"));
        Assert.Equal(Bucket("1994-12-01T10:00Z", "1994-12-31T10:00Z"), BucketOf("Pacific/Kiritimati", Interval.Monthly, "1994-12-31T09:59Z"));
        Assert.Equal(Bucket("1994-12-31T10:00Z", "1995-12-31T10:00Z"), BucketOf("Pacific/Kiritimati", Interval.Yearly, "1994-12-31T10:00Z"));
    }

    [Theory]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:00Z", "2018-11-05T02:00Z")]
    [InlineData("Asia/Beirut", "2024-03-30T22:00Z", "2024-03-31T21:00Z")]
    public void A_day_without_a_midnight_begins_right_after_the_gap(string zone, string start, string end)
    {
        Assert.Equal(Bucket(start, end), BucketOf(zone, Interval.Daily, start));
        Assert.Equal(23, Walk(zone, Interval.Hourly, Bucket(start, end)).Count);
    }

    [Fact]
    public void A_clock_that_goes_back_at_midnight_lengthens_the_day_that_was_about_to_end() =>
        Assert.Equal(Bucket("2019-02-16T02:00Z", "2019-02-17T03:00Z"), BucketOf("America/Sao_Paulo", Interval.Daily, "2019-02-17T02:30Z"));

    [Fact]
    public void A_zone_that_changes_its_name_alone_keeps_its_hours()
    {
        var hour = Bucket("2024-04-09T12:00Z", "2024-04-09T13:00Z");
        var calendar = new BucketCalendar(new RenamedZone(Utc("2024-04-09T12:15Z"), Utc("2024-04-09T12:45Z")));

        Assert.Equal(hour, calendar.BucketOf(Utc("2024-04-09T12:00Z"), Interval.Hourly));
        Assert.Equal(hour, calendar.BucketOf(Utc("2024-04-09T12:30Z"), Interval.Hourly));
        Assert.Equal(hour, calendar.BucketOf(Utc("2024-04-09T12:59Z"), Interval.Hourly));
    }

    private static List<TimeBucket> Walk(string zone, Interval interval, TimeBucket within)
    {
        var buckets = new List<TimeBucket>();
        for (var at = within.Start; at < within.End; at = buckets[^1].End)
        {
            buckets.Add(new BucketCalendar(DateTimeZoneProviders.Tzdb[zone]).BucketOf(at, interval));
        }

        return buckets;
    }

    private static TimeBucket BucketOf(string zone, Interval interval, string instant) =>
        new BucketCalendar(DateTimeZoneProviders.Tzdb[zone]).BucketOf(Utc(instant), interval);

    private static TimeBucket Bucket(string start, string end) => new(Utc(start), Utc(end));

    private static Instant Utc(string text) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm'Z'").Parse(text).Value;

    /// <summary>A clock that is never set but twice called by another name, as Lisbon's was in 1992.</summary>
    private sealed class RenamedZone(Instant once, Instant twice) : DateTimeZone("Test/Renamed", isFixed: false, Offset.Zero, Offset.Zero)
    {
        public override ZoneInterval GetZoneInterval(Instant instant) =>
            instant < once ? new("Old", null, once, Offset.Zero, Offset.Zero)
            : instant < twice ? new("Middle", once, twice, Offset.Zero, Offset.Zero)
            : new("New", twice, null, Offset.Zero, Offset.Zero);
    }
}

using System.Text;
using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;

namespace Metrics.Tests.Model;

public sealed class IsoDateTests
{
    [Theory]
    [InlineData("2018-10-19T14:44:00Z", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19t14:44:00z", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19 14:44:00Z", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19T14:44Z", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19T14:44", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19T14:44:05", "2018-10-19T14:44:05Z")]
    [InlineData("2018-10-19", "2018-10-19T00:00:00Z")]
    [InlineData("2018-10-19T00:00:00Z", "2018-10-19T00:00:00Z")]
    [InlineData("2018-10-19T23:59:59Z", "2018-10-19T23:59:59Z")]
    [InlineData("1970-01-01", "1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z")]
    public void A_date_is_read(string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text));

    [Theory]
    [InlineData("2018-10-19T14:44:00.5Z", "2018-10-19T14:44:00.5Z")]
    [InlineData("2018-10-19T14:44:00,5Z", "2018-10-19T14:44:00.5Z")]
    [InlineData("2018-10-19T14:44:00.123Z", "2018-10-19T14:44:00.123Z")]
    [InlineData("2018-10-19T14:44:00.1234567+00:00", "2018-10-19T14:44:00.1234567Z")]
    [InlineData("2018-10-19T14:44:00.000000001Z", "2018-10-19T14:44:00.000000001Z")]
    [InlineData("2018-10-19T14:44:00.9999999999999999999999Z", "2018-10-19T14:44:00.999999999Z")]
    [InlineData("2018-10-19T14:44:00.25", "2018-10-19T14:44:00.25Z")]
    public void A_fraction_counts_to_the_nanosecond(string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text));

    [Theory]
    [InlineData("2018-10-19T14:44:00+02:00", "2018-10-19T12:44:00Z")]
    [InlineData("2018-10-19T14:44:00+0200", "2018-10-19T12:44:00Z")]
    [InlineData("2018-10-19T14:44:00+02", "2018-10-19T12:44:00Z")]
    [InlineData("2018-10-19T14:44+02", "2018-10-19T12:44:00Z")]
    [InlineData("2018-10-19T14:44:00-05:30", "2018-10-19T20:14:00Z")]
    [InlineData("2018-10-19T14:44:00.5+05:45", "2018-10-19T08:59:00.5Z")]
    [InlineData("2018-10-19T14:44:00-00:00", "2018-10-19T14:44:00Z")]
    [InlineData("2018-10-19T00:30:00+01:00", "2018-10-18T23:30:00Z")]
    [InlineData("2018-12-31T23:30:00-14:00", "2019-01-01T13:30:00Z")]
    [InlineData("2018-10-19T14:44:00+18:00", "2018-10-18T20:44:00Z")]
    [InlineData("2018-10-19T14:44:00-18:00", "2018-10-20T08:44:00Z")]
    public void An_offset_wins_over_the_zone_of_the_organization(string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text, "Asia/Tokyo"));

    [Theory]
    [InlineData("2018-10-19T14:44:00", "2018-10-19T05:44:00Z")]
    [InlineData("2018-10-19T14:44", "2018-10-19T05:44:00Z")]
    [InlineData("2018-10-19", "2018-10-18T15:00:00Z")]
    public void Without_a_zone_it_is_the_clock_of_the_organization(string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text, "Asia/Tokyo"));

    [Theory]
    [InlineData("America/New_York", "2024-11-03T01:30:00", "2024-11-03T05:30:00Z")]
    [InlineData("Europe/Berlin", "2024-10-27T02:00:00", "2024-10-27T00:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2024-04-07T01:45:00", "2024-04-06T14:45:00Z")]
    [InlineData("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z")]
    public void A_time_that_the_clock_shows_twice_is_the_first(string zone, string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text, zone));

    [Theory]
    [InlineData("America/New_York", "2024-03-10T02:00:00", "2024-03-10T07:00:00Z")]
    [InlineData("America/New_York", "2024-03-10T02:30:00", "2024-03-10T07:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2024-10-06T02:15:00", "2024-10-05T15:45:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z")]
    [InlineData("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T15:00:00", "2011-12-31T01:00:00Z")]
    public void A_time_that_the_clock_skips_counts_from_the_moment_before(string zone, string text, string expected) =>
        Assert.Equal(Utc(expected), Parse(text, zone));

    [Theory]
    [InlineData("2024-02-29")]
    [InlineData("2000-02-29")]
    [InlineData("1972-02-29T12:00:00Z")]
    public void A_leap_year_has_its_day(string text) =>
        Assert.NotNull(Parse(text));

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2100-02-29")]
    [InlineData("2024-02-30")]
    [InlineData("2024-04-31")]
    [InlineData("2024-01-32")]
    [InlineData("2024-01-00")]
    [InlineData("2024-00-01")]
    [InlineData("2024-13-01")]
    [InlineData("0000-01-01")]
    public void A_day_that_no_calendar_has_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Theory]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T12:60:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2024-01-01T99:99:99Z")]
    public void A_time_that_no_clock_shows_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Theory]
    [InlineData("2024-01-01T12:00:00+18:01")]
    [InlineData("2024-01-01T12:00:00+19:00")]
    [InlineData("2024-01-01T12:00:00-99:00")]
    [InlineData("2024-01-01T12:00:00+01:60")]
    [InlineData("2024-01-01T12:00:00+1")]
    [InlineData("2024-01-01T12:00:00+1:00")]
    [InlineData("2024-01-01T12:00:00+01:")]
    [InlineData("2024-01-01T12:00:00+01:0")]
    [InlineData("2024-01-01T12:00:00+01:00:00")]
    [InlineData("2024-01-01T12:00:00+")]
    [InlineData("2024-01-01T12:00:00 +01:00")]
    [InlineData("2024-01-01T12:00:00Z+01:00")]
    [InlineData("2024-01-01T12:00:00UTC")]
    [InlineData("2024-01-01T12:00:00[Europe/Berlin]")]
    [InlineData("2024-01-01Z")]
    [InlineData("2024-01-01+01:00")]
    public void An_offset_that_no_zone_has_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("now")]
    [InlineData("-24h")]
    [InlineData("1539960240")]
    [InlineData("2024")]
    [InlineData("2024-01")]
    [InlineData("2024-1-1")]
    [InlineData("24-01-01")]
    [InlineData("20240101")]
    [InlineData("2024/01/01")]
    [InlineData("01.01.2024")]
    [InlineData("2024-W01-1")]
    [InlineData("2024-001")]
    [InlineData("+2024-01-01")]
    [InlineData("-2024-01-01")]
    [InlineData("12024-01-01")]
    [InlineData(" 2024-01-01")]
    [InlineData("2024-01-01 ")]
    [InlineData("2024-01-01T")]
    [InlineData("2024-01-01T12")]
    [InlineData("2024-01-01T12Z")]
    [InlineData("2024-01-01T12:")]
    [InlineData("2024-01-01T12:0")]
    [InlineData("2024-01-01T12:00:")]
    [InlineData("2024-01-01T12:00:0")]
    [InlineData("2024-01-01T12:00:00.")]
    [InlineData("2024-01-01T12:00:00.Z")]
    [InlineData("2024-01-01T12:00.5Z")]
    [InlineData("2024-01-01T120000Z")]
    [InlineData("2024-01-01T12:00:00Z ")]
    [InlineData("2024-01-01T12:00:00ZZ")]
    [InlineData("2024-01-01\n")]
    [InlineData("２０２４-01-01")]
    public void What_is_no_date_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Theory]
    [InlineData("9999-12-31T23:59:59-01:00", "UTC")]
    [InlineData("9999-12-31T23:59:59", "America/New_York")]
    [InlineData("9999-12-31T12:00:00", "Etc/GMT+12")]
    [InlineData("9999-12-31T06:00:00-18:00", "UTC")]
    public void A_date_after_the_end_of_time_is_refused(string text, string zone) =>
        Assert.Null(Parse(text, zone));

    [Theory]
    [InlineData("9999-12-31", "Etc/GMT+12", "9999-12-31T12:00:00Z")]
    [InlineData("9999-12-31T05:59:59.999999999-18:00", "UTC", "9999-12-31T23:59:59.999999999Z")]
    [InlineData("9999-12-31T23:59:59.999999999+18:00", "UTC", "9999-12-31T05:59:59.999999999Z")]
    public void The_last_moment_of_time_is_read(string text, string zone, string expected) =>
        Assert.Equal(Utc(expected), Parse(text, zone));

    private static Instant? Parse(string text, string zone = "UTC") =>
        IsoDate.TryParse(Encoding.UTF8.GetBytes(text), DateTimeZoneProviders.Tzdb[zone], out var instant) ? instant : null;

    private static Instant Utc(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}

using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Text;

namespace Metrics.Tests.Model;

public sealed class RelativeDateTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>Nine hours after the clock went forward.</summary>
    private static readonly Instant Now = Instant.FromUtc(2024, 3, 31, 10, 0);

    [Theory]
    [InlineData("-0h", "2024-03-31T10:00:00Z")]
    [InlineData("-24h", "2024-03-30T10:00:00Z")]
    [InlineData("-1d", "2024-03-30T11:00:00Z")]
    [InlineData("-1w", "2024-03-24T11:00:00Z")]
    [InlineData("-1m", "2024-02-29T11:00:00Z")]
    [InlineData("-1y", "2023-03-31T10:00:00Z")]
    [InlineData("-00001y", "2023-03-31T10:00:00Z")]
    public void It_goes_back_hours_of_time_and_days_of_the_calendar(string text, string date)
    {
        Assert.True(RelativeDate.TryParse(text, Berlin, Now, out var instant));
        Assert.Equal(date, InstantPattern.General.Format(instant));
    }

    [Theory]
    [InlineData("-99999h")]
    [InlineData("-99999d")]
    [InlineData("-99999w")]
    [InlineData("-99999m")]
    [InlineData("-99999y")]
    public void The_longest_way_back_is_within_the_calendar(string text)
    {
        Assert.True(RelativeDate.TryParse(text, Berlin, Now, out var instant));
        Assert.True(instant < Now);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-d")]
    [InlineData("1d")]
    [InlineData("+1d")]
    [InlineData("--1d")]
    [InlineData("-1")]
    [InlineData("-1D")]
    [InlineData("-1.5d")]
    [InlineData("-1 d")]
    [InlineData("-1\0d")]
    [InlineData("-٣d")]
    [InlineData("-100000d")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(RelativeDate.IsValid(text));
        Assert.False(RelativeDate.TryParse(text, Berlin, Now, out _));
    }
}

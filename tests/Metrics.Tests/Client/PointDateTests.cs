using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>Dates as the .NET client sends them.</summary>
public sealed class PointDateTests
{
    [Theory]
    [InlineData("60.00:00:00", "-60d")]
    [InlineData("1.00:00:00", "-1d")]
    [InlineData("1.12:00:00", "-36h")]
    [InlineData("23:00:00", "-23h")]
    [InlineData("01:30:00", "-2h")]
    [InlineData("00:00:00", "-0h")]
    [InlineData("4166.15:00:00", "-99999h")]
    [InlineData("4166.15:00:01", "-4167d")]
    [InlineData("9999.12:00:00", "-10000d")]
    public void A_date_back_from_now_is_in_whole_days_or_else_in_whole_hours_as_far_as_the_service_takes_them(string time, string sent) =>
        Assert.Equal(sent, DataQuery.Ago(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void A_date_back_from_now_does_not_lie_ahead() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DataQuery.Ago(TimeSpan.FromHours(-1)));
}

using System.Text;
using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

public sealed class ExactDecimalTests
{
    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_read_to_the_last_digit(string text, decimal expected) =>
        Assert.Equal(expected, Parse(text));

    public static TheoryData<string, decimal> Numbers => new()
    {
        { "1", 1m },
        { "2.50", 2.5m },
        { "-17", -17m },
        { "+17", 17m },
        { "0", 0m },
        { "-0", 0m },
        { "-0.0", 0m },
        { "007", 7m },
        { ".5", 0.5m },
        { "-.5", -0.5m },
        { "5.", 5m },
        { "1e3", 1000m },
        { "1E+3", 1000m },
        { "25e-1", 2.5m },
        { "-1.5e-3", -0.0015m },
        { "1e28", 10000000000000000000000000000m },
        { "1e-28", 0.0000000000000000000000000001m },
        { "10e-29", 0.0000000000000000000000000001m },
        { "0e5", 0m },
        { "0e-99", 0m },
        { "0e99999999999999999999999", 0m },
        { "0.0e-99999999999999999999999", 0m },
        { "1e0000000000000000000000000000000000003", 1000m },
        { "79228162514264337593543950335", decimal.MaxValue },
        { "-79228162514264337593543950335", decimal.MinValue },
        { "79228162514264337593543950335.000", decimal.MaxValue },
        { "7.9228162514264337593543950335", 7.9228162514264337593543950335m },
        { "12345678901234567890123456789", 12345678901234567890123456789m },
        { "0.1000000000000000000000000000000000000000000000000000", 0.1m },
        { "00000000000000000000000000000000000000000000000000.25", 0.25m },
        { $"1{new string('0', 100)}e-100", 1m },
        { $"0.{new string('0', 99)}1e100", 1m },
        { new string('0', ExactDecimal.MaxTextLength), 0m },
    };

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("e3")]
    [InlineData(".e3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("1e3e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("1 000")]
    [InlineData("1,000")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("1%")]
    [InlineData("0x1")]
    [InlineData("1f")]
    [InlineData("1m")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("\u22121")]
    [InlineData("\u0661")]
    [InlineData("１")]
    [InlineData("½")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Fact]
    public void A_number_with_a_null_character_behind_it_is_refused()
    {
        Assert.Null(Parse("1\0"));
        Assert.Null(Parse("2.50\0\0"));
        Assert.Null(Parse("1e3\0"));
        Assert.Null(Parse("\0" + "1"));
    }

    [Theory]
    [InlineData("79228162514264337593543950336")]
    [InlineData("-79228162514264337593543950336")]
    [InlineData("1e29")]
    [InlineData("1e400")]
    [InlineData("-1e2147483648")]
    [InlineData("1e99999999999999999999999")]
    public void A_number_out_of_range_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Theory]
    [InlineData("79228162514264337593543950335.4")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("1e-29")]
    [InlineData("1e-99999999999999999999999")]
    [InlineData("1.00000000000000000000000000001")]
    [InlineData("0.33333333333333333333333333333")]
    [InlineData("123456789012345678901234567891e-2")]
    public void A_number_whose_last_digit_would_be_lost_is_refused(string text) =>
        Assert.Null(Parse(text));

    [Fact]
    public void Text_of_great_length_is_refused_whatever_it_says()
    {
        Assert.Null(Parse(new string('1', 10_000)));
        Assert.Null(Parse(new string('0', 10_000)));
        Assert.Null(Parse("0." + new string('0', 10_000)));
        Assert.Null(Parse("1e" + new string('0', 10_000)));
        Assert.Null(Parse(new string('0', ExactDecimal.MaxTextLength) + "1"));
    }

    [Fact]
    public void What_is_refused_leaves_a_zero_behind()
    {
        Assert.False(ExactDecimal.TryParse("79228162514264337593543950335.4"u8, out var rounded));
        Assert.False(ExactDecimal.TryParse("one"u8, out var word));

        Assert.Equal((0m, 0m), (rounded, word));
    }

    [Theory]
    [MemberData(nameof(Formatted))]
    public void A_number_is_written_short_and_plain(decimal value, string expected) =>
        Assert.Equal(expected, ExactDecimal.Format(value));

    [Fact]
    public void A_zero_has_no_sign()
    {
        var negativeZero = new decimal(0, 0, 0, isNegative: true, scale: 1);
        Assert.True(decimal.IsNegative(negativeZero));

        Assert.Equal("0.0", ExactDecimal.Format(negativeZero));
    }

    public static TheoryData<decimal, string> Formatted => new()
    {
        { 4m, "4.0" },
        { 4.000m, "4.0" },
        { 0.1m + 0.2m, "0.3" },
        { 12.500m, "12.5" },
        { 100m, "100.0" },
        { -17m, "-17.0" },
        { -0.50m, "-0.5" },
        { 0m, "0.0" },
        { -0.0m, "0.0" },
        { 0.0000000000000000000000000000m, "0.0" },
        { 0.0000001m, "0.0000001" },
        { 1e28m, "10000000000000000000000000000.0" },
        { 0.0000000000000000000000000001m, "0.0000000000000000000000000001" },
        { -7.9228162514264337593543950335m, "-7.9228162514264337593543950335" },
        { decimal.MaxValue, "79228162514264337593543950335.0" },
        { decimal.MinValue, "-79228162514264337593543950335.0" },
    };

    private static decimal? Parse(string text) =>
        ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : null;
}

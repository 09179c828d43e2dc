using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

/// <summary>Reading, writing and adding decimals, held against whole numbers that never round.</summary>
public sealed class ExactDecimalPropertyTests
{
    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789+-.eE"u8);

    private static readonly Gen<string> Digits = Gen.OneOf(
        Gen.Char['0', '9'].Array[1, 35].Select(digits => new string(digits)),
        Gen.Select(Gen.Char['0', '9'].Array[1, 5], Gen.Int[0, 35], (digits, zeros) => new string(digits) + new string('0', zeros)),
        Gen.Select(Gen.Int[0, 35], Gen.Char['0', '9'].Array[1, 5], (zeros, digits) => new string('0', zeros) + new string(digits)),
        Gen.Int[-20, 20].Select(step => ((BigInteger)decimal.MaxValue + step).ToString(CultureInfo.InvariantCulture)));

    [Fact]
    public void A_number_is_read_exactly_or_not_at_all() =>
        Gen.Select(Gen.OneOf("", "-", "+"), Digits, Gen.OneOf(Gen.Const(""), Digits), Gen.OneOf(Gen.Const(0), Gen.Int[-70, 70]))
            .Sample((sign, whole, fraction, exponent) =>
            {
                var text = sign + whole + (fraction.Length > 0 ? "." + fraction : "")
                    + (exponent != 0 ? "e" + exponent.ToString(CultureInfo.InvariantCulture) : "");
                var mantissa = BigInteger.Parse(sign + whole + fraction, CultureInfo.InvariantCulture);

                var read = ExactDecimal.TryParse(Encoding.ASCII.GetBytes(text), out var value);

                var scaled = InDecimalPlaces(mantissa, exponent - fraction.Length);
                Assert.Equal((text, scaled is not null), (text, read));
                Assert.Equal(scaled ?? 0, Decimals.Scaled(value));
            }, iter: 20_000);

    [Fact]
    public void Any_bytes_are_read_or_refused_without_a_fuss() =>
        Gen.OneOf(Gen.Byte, Gen.OneOf("0123456789+-.eE \0"u8.ToArray())).Array[0, 12]
            .Sample(bytes => ExactDecimal.TryParse(bytes, out var value) || value == 0m, iter: 20_000);

    [Fact]
    public void Only_the_characters_of_numbers_make_a_number() =>
        Gen.OneOf(Gen.Byte, Gen.OneOf("0123456789+-.eE"u8.ToArray())).Array[1, 6]
            .Sample(bytes => !ExactDecimal.TryParse(bytes, out _) || !bytes.AsSpan().ContainsAnyExcept(NumberBytes), iter: 20_000);

    [Fact]
    public void What_is_written_is_read_back_as_the_same_number() =>
        Decimals.Any.Sample(
            value => ExactDecimal.TryParse(Encoding.ASCII.GetBytes(ExactDecimal.Format(value)), out var read) && read == value, iter: 20_000);

    [Fact]
    public void A_written_number_has_one_point_and_no_needless_zero() =>
        Decimals.Any.Sample(value =>
        {
            var parts = ExactDecimal.Format(value).TrimStart('-').Split('.');
            Assert.Equal(2, parts.Length);
            Assert.All(parts, part => Assert.True(part.Length > 0 && part.All(char.IsAsciiDigit)));
            Assert.True(parts[0] == "0" || parts[0][0] != '0');
            Assert.True(parts[1] == "0" || parts[1][^1] != '0');
        }, iter: 20_000);

    [Fact]
    public void Equal_numbers_are_written_alike() =>
        Gen.Select(Decimals.Everyday, Gen.Int[0, 9]).Sample((value, zeros) =>
            ExactDecimal.Format(value + new decimal(0, 0, 0, isNegative: false, (byte)zeros)) == ExactDecimal.Format(value), iter: 10_000);

    [Fact]
    public void As_many_bytes_as_are_promised_hold_any_number() =>
        Decimals.Any.Sample(value =>
        {
            Span<byte> utf8 = stackalloc byte[ExactDecimal.MaxFormattedLength];
            var written = ExactDecimal.Format(value, utf8);
            return Encoding.ASCII.GetString(utf8[..written]) == ExactDecimal.Format(value);
        }, iter: 20_000);

    [Fact]
    public void A_sum_is_exact_or_refused_and_refused_only_where_no_decimal_is_that_sum() =>
        Gen.Select(Decimals.Any, Decimals.Any).Sample((a, b) =>
        {
            var expected = Decimals.Scaled(a) + Decimals.Scaled(b);
            if (Decimals.Fits(expected))
            {
                Assert.Equal(expected, Decimals.Scaled(ExactDecimal.Add(a, b)));
            }
            else
            {
                Assert.Throws<AggregateOverflowException>(() => ExactDecimal.Add(a, b));
            }
        }, iter: 20_000);

    /// <summary>The number in units of 10^-28, or null where no decimal is that number.</summary>
    private static BigInteger? InDecimalPlaces(BigInteger mantissa, int exponent)
    {
        while (!mantissa.IsZero && exponent < -Decimals.MaxScale && mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        if (mantissa.IsZero)
        {
            return 0;
        }

        if (exponent < -Decimals.MaxScale)
        {
            return null;
        }

        var scaled = mantissa * BigInteger.Pow(10, exponent + Decimals.MaxScale);
        return Decimals.Fits(scaled) ? scaled : null;
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Metrics.Silo.Model;

/// <summary>
/// Decimal numbers that say no where <see cref="decimal"/> would round in silence: a 29th digit that is dropped
/// is a part of somebody's total that is lost.
/// </summary>
public static class ExactDecimal
{
    /// <summary>The longest text that is read as a number, in bytes. Longer ones say nothing a decimal could hold.</summary>
    public const int MaxTextLength = 200;

    /// <summary>The longest text that <see cref="Format(decimal, Span{byte})"/> writes, in bytes: a sign, 29 digits, a point and a zero.</summary>
    public const int MaxFormattedLength = 32;

    private const int MaxScale = 28;

    /// <summary>An exponent that no text of <see cref="MaxTextLength"/> digits can make up for.</summary>
    private const int OutOfRange = 1_000_000;

    /// <summary>
    /// Reads a number in the invariant culture: digits, an optional sign, point and exponent (<c>2.50</c>, <c>-1e3</c>).
    /// False for anything else, and for numbers that a decimal cannot hold to the last digit.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out decimal value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        // Up to 28 digits and no exponent always fit; only what is longer needs the slow proof. .NET would read over zero bytes at the end.
        if (utf8.Length <= MaxTextLength
            && !utf8.Contains((byte)0)
            && decimal.TryParse(utf8, style, CultureInfo.InvariantCulture, out value)
            && ((utf8.Length <= MaxScale && utf8.IndexOfAny((byte)'e', (byte)'E') < 0) || IsSameNumber(utf8, value)))
        {
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Reads a sum that was made elsewhere, with as many digits as it took: to the last digit, or rounded to those a decimal has.</summary>
    /// <exception cref="AggregateOverflowException">It is out of a decimal's range, or has digits that may not be rounded away.</exception>
    internal static decimal ParseSum(string text, bool isRounded)
    {
        if (TryParse(Encoding.ASCII.GetBytes(text), out var exact))
        {
            return exact;
        }

        return isRounded && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var rounded)
            ? rounded
            : throw new AggregateOverflowException();
    }

    /// <summary>Writes the shortest plain form with at least one decimal (<c>4.0</c>, <c>0.3</c>, never an exponent), as the vendor's API does.</summary>
    /// <param name="value">The number.</param>
    /// <param name="utf8">Where it is written; <see cref="MaxFormattedLength"/> always suffices.</param>
    /// <returns>The bytes written.</returns>
    public static int Format(decimal value, Span<byte> utf8)
    {
        // Dividing by a one of full scale drops trailing zeros: 12.500 becomes 12.5. A zero may carry a sign, which nobody wants to read.
        value = value == 0m ? 0m : value / 1.0000000000000000000000000000m;
        Utf8Formatter.TryFormat(value, utf8, out var written);
        if (value.Scale == 0)
        {
            utf8[written++] = (byte)'.';
            utf8[written++] = (byte)'0';
        }

        return written;
    }

    /// <inheritdoc cref="Format(decimal, Span{byte})" path="/summary"/>
    public static string Format(decimal value)
    {
        Span<byte> utf8 = stackalloc byte[MaxFormattedLength];
        return Encoding.ASCII.GetString(utf8[..Format(value, utf8)]);
    }

    /// <summary>The sum, to the last digit.</summary>
    /// <exception cref="AggregateOverflowException">A decimal cannot hold all its digits.</exception>
    internal static decimal Add(decimal a, decimal b) => InRange(a, b, AddExactly);

    /// <summary>The sum, rounded to the digits a decimal has.</summary>
    /// <exception cref="AggregateOverflowException">It is out of a decimal's range.</exception>
    internal static decimal AddRounded(decimal a, decimal b) => InRange(a, b, decimal.Add);

    /// <summary>The product, rounded to the digits a decimal has.</summary>
    /// <exception cref="AggregateOverflowException">It is out of a decimal's range.</exception>
    internal static decimal Multiply(decimal a, decimal b) => InRange(a, b, decimal.Multiply);

    /// <summary>The quotient, rounded to the digits a decimal has.</summary>
    /// <exception cref="AggregateOverflowException">It is out of a decimal's range.</exception>
    internal static decimal Divide(decimal a, decimal b) => InRange(a, b, decimal.Divide);

    /// <summary>The number times 10^28, exactly.</summary>
    internal static BigInteger ToScaled(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return (value < 0m ? -mantissa : mantissa) * BigInteger.Pow(10, MaxScale - value.Scale);
    }

    /// <summary>Writes a number that is given times 10^28, with all its digits and no exponent.</summary>
    internal static string FormatScaled(BigInteger scaled)
    {
        var digits = BigInteger.Abs(scaled).ToString($"D{MaxScale + 1}", CultureInfo.InvariantCulture);
        return $"{(scaled.Sign < 0 ? "-" : "")}{digits[..^MaxScale]}.{digits[^MaxScale..]}";
    }

    /// <summary>Reads a number without an exponent, of any number of digits and up to 28 decimals, times 10^28.</summary>
    internal static BigInteger ParseScaled(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        return BigInteger.Parse(digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, MaxScale - decimals);
    }

    private static decimal AddExactly(decimal a, decimal b)
    {
        var sum = a + b;

        // A decimal sum has the larger scale of the two unless digits had to go; then it is exact only if both differences give back the other.
        // Of a sum that was rounded a difference may be out of range, which says the same: the other was in range.
        return sum.Scale < Math.Max(a.Scale, b.Scale) && (sum - a != b || sum - b != a) ? throw new OverflowException() : sum;
    }

    private static decimal InRange(decimal a, decimal b, Func<decimal, decimal, decimal> operation)
    {
        try
        {
            return operation(a, b);
        }
        catch (OverflowException)
        {
            throw new AggregateOverflowException();
        }
    }

    /// <summary>Compares the text and what was read from it as whole numbers times a power of ten, where nothing rounds.</summary>
    private static bool IsSameNumber(ReadOnlySpan<byte> utf8, decimal value)
    {
        var digits = new StringBuilder(utf8.Length);
        long exponent = 0;
        var afterPoint = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var c = (char)utf8[i];
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
                exponent -= afterPoint ? 1 : 0;
            }
            else if (c == '.')
            {
                afterPoint = true;
            }
            else if (c is 'e' or 'E')
            {
                // An exponent too long for a number is out of range too, and then only a zero is exact.
                exponent += long.TryParse(utf8[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written)
                    ? Math.Clamp(written, -OutOfRange, OutOfRange)
                    : OutOfRange;
                break;
            }
        }

        var mantissa = BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
        {
            return true;
        }

        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        if (exponent is < -MaxScale or > MaxScale)
        {
            return false;
        }

        return BigInteger.Abs(ToScaled(value)) == mantissa * BigInteger.Pow(10, (int)exponent + MaxScale);
    }
}

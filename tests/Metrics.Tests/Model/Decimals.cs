using System.Numerics;
using CsCheck;

namespace Metrics.Tests.Model;

/// <summary>Decimals to test with, and whole numbers of any length to hold against them: they never round.</summary>
internal static class Decimals
{
    /// <summary>The most decimals that a decimal has.</summary>
    public const int MaxScale = 28;

    private static readonly BigInteger MaxMantissa = (BigInteger.One << 96) - 1;

    private static readonly Gen<uint> Word = Gen.OneOf(Gen.UInt, Gen.UInt.Uniform, Gen.OneOf(0u, 1u, uint.MaxValue));

    /// <summary>Nearly all digits taken: sums of these are rounded or leave the range.</summary>
    private static readonly Gen<decimal> Full = Gen.Select(Gen.UInt, Gen.Bool, Gen.Int[0, 2],
        (below, negative, scale) => new decimal((int)~below, -1, -1, negative, (byte)scale));

    /// <summary>Every decimal there is: 96 bits, each scale, both signs.</summary>
    public static readonly Gen<decimal> Any = Gen.OneOf(Full, Gen.Select(Word, Word, Word, Gen.Bool, Gen.Int[0, MaxScale],
        (low, mid, high, negative, scale) => new decimal((int)low, (int)mid, (int)high, negative, (byte)scale)));

    /// <summary>What people measure: up to nine digits and up to six decimals.</summary>
    public static readonly Gen<decimal> Everyday = Gen.Select(Gen.Int[-999_999_999, 999_999_999], Gen.Int[0, 6],
        (mantissa, scale) => new decimal(Math.Abs(mantissa), 0, 0, mantissa < 0, (byte)scale));

    /// <summary>The value times 10^28.</summary>
    public static BigInteger Scaled(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return mantissa * BigInteger.Pow(10, MaxScale - value.Scale) * (value < 0 ? -1 : 1);
    }

    /// <summary>Whether some decimal is this number of 10^-28ths to the last digit.</summary>
    public static bool Fits(BigInteger scaled)
    {
        for (var scale = MaxScale; scale > 0 && scaled % 10 == 0; scale--)
        {
            scaled /= 10;
        }

        return BigInteger.Abs(scaled) <= MaxMantissa;
    }
}

using System.Numerics;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>A sum of decimals that does not end where a decimal does.</summary>
/// <param name="Narrow">The sum, as long as a decimal holds it.</param>
/// <param name="Wide">The sum times 10^28 from then on.</param>
internal readonly record struct SqliteSum(decimal Narrow, BigInteger? Wide)
{
    /// <summary>The sum with one more number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="add">How decimals are added up, exactly or rounded. It throws where their sum is not to be a decimal.</param>
    public SqliteSum Add(decimal value, Func<decimal, decimal, decimal> add)
    {
        if (Wide is { } wide)
        {
            return this with { Wide = wide + ExactDecimal.ToScaled(value) };
        }

        try
        {
            return this with { Narrow = add(Narrow, value) };
        }
        catch (AggregateOverflowException)
        {
            return this with { Wide = ExactDecimal.ToScaled(Narrow) + ExactDecimal.ToScaled(value) };
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Wide is { } wide ? ExactDecimal.FormatScaled(wide) : SqliteDecimal.Format(Narrow);
}

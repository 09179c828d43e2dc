using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Functions that add decimals up in SQL, where SQLite's own would make binary fractions of them. They return text.</summary>
internal static class SqliteSums
{
    /// <summary>The sum of one column to the last digit.</summary>
    public const string Exact = "exact_sum";

    /// <summary>The sum of the quotients of two columns, rounded to the digits of a decimal.</summary>
    public const string OfQuotients = "quotient_sum";

    /// <summary>What stands for a sum that does not fit into a decimal; no number begins like this.</summary>
    private const string Overflow = "overflow";

    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateAggregate<decimal, decimal?, string>(
            Exact, 0m, (sum, value) => TryAdd(sum, () => ExactDecimal.Add(sum!.Value, value)), Text, isDeterministic: true);
        connection.CreateAggregate<decimal, decimal, decimal?, string>(
            OfQuotients,
            0m,
            (sum, dividend, divisor) => TryAdd(sum, () => ExactDecimal.AddRounded(sum!.Value, ExactDecimal.Divide(dividend, divisor))),
            Text,
            isDeterministic: true);
    }

    /// <summary>An exception would fail the statement with a message and nothing else; null says the same to the end.</summary>
    private static decimal? TryAdd(decimal? sum, Func<decimal> add)
    {
        try
        {
            return sum is null ? null : add();
        }
        catch (AggregateOverflowException)
        {
            return null;
        }
    }

    private static string Text(decimal? sum) => sum is { } exact ? SqliteDecimal.Format(exact) : Overflow;
}

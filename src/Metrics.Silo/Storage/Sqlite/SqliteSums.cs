using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// Functions that add decimals up in SQL, where SQLite's own would make binary fractions of them. They return text, with as many digits as
/// it takes: whether a sum fits into a decimal is for those to say who need it as one.
/// </summary>
internal static class SqliteSums
{
    /// <summary>The sum of one column to the last digit.</summary>
    public const string Exact = "exact_sum";

    /// <summary>The sum of the quotients of two columns, rounded to the digits of a decimal.</summary>
    public const string OfQuotients = "quotient_sum";

    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateAggregate<decimal, SqliteSum, string>(
            Exact, default, (sum, value) => sum.Add(value, ExactDecimal.Add), sum => sum.ToString(), isDeterministic: true);
        connection.CreateAggregate<decimal, decimal, SqliteSum, string>(
            OfQuotients,
            default,
            (sum, dividend, divisor) => sum.Add(ExactDecimal.Divide(dividend, divisor), ExactDecimal.AddRounded),
            sum => sum.ToString(),
            isDeterministic: true);
    }
}

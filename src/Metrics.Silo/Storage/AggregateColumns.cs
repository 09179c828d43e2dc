using System.Data.Common;

namespace Metrics.Silo.Storage;

/// <summary>The columns of <c>metric_buckets</c> that hold an aggregate, in the order in which they are selected and read.</summary>
internal static class AggregateColumns
{
    /// <summary>The columns, for a SELECT.</summary>
    public const string All = "count, sum, weight, weighted_sum, min, max, first, last";

    /// <summary>Reads an aggregate.</summary>
    /// <param name="reader">Stands on the row.</param>
    /// <param name="first">The place of the first of the columns in the result.</param>
    /// <param name="getNumber">Reads a decimal as the database keeps it.</param>
    public static Aggregate Read(DbDataReader reader, int first, Func<DbDataReader, int, decimal> getNumber)
    {
        decimal? Number(int column) => reader.IsDBNull(first + column) ? null : getNumber(reader, first + column);
        return new()
        {
            Count = reader.GetInt64(first),
            Sum = Number(1),
            Weight = Number(2),
            WeightedSum = Number(3),
            Min = Number(4),
            Max = Number(5),
            First = Number(6),
            Last = Number(7),
        };
    }
}

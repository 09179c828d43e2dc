using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>The statements that write aggregates have them in the same parameters.</summary>
internal static class PostgresRows
{
    /// <summary>
    /// Adds a statement with the id of the batch, the time, and the rows as arrays, each as the column of its place: $3 metric, $4 start,
    /// $5 key, $6 count, $7 sum, $8 weight, $9 weighted sum, $10 min, $11 max, $12 first, $13 last, $14 next version. More may follow.
    /// </summary>
    public static NpgsqlParameterCollection AddRows(
        this NpgsqlBatch batch, string sql, IReadOnlyList<BucketRow> rows, Guid batchId, Instant now) => batch
        .Add(sql)
        .With(NpgsqlDbType.Uuid, batchId)
        .With(NpgsqlDbType.TimestampTz, now.ToDateTimeUtc())
        .WithKeys(rows, row => row.Key)
        .WithEach(NpgsqlDbType.Bigint, rows, row => row.Aggregate.Count)
        .WithNumbers(rows, row => row.Aggregate.Sum)
        .WithNumbers(rows, row => row.Aggregate.Weight)
        .WithNumbers(rows, row => row.Aggregate.WeightedSum)
        .WithNumbers(rows, row => row.Aggregate.Min)
        .WithNumbers(rows, row => row.Aggregate.Max)
        .WithNumbers(rows, row => row.Aggregate.First)
        .WithNumbers(rows, row => row.Aggregate.Last)
        .WithEach(NpgsqlDbType.Bigint, rows, row => row.NextVersion);
}

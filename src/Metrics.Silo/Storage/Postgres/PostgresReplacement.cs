using NodaTime;
using Npgsql;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>Puts aggregates in the place of whatever is there: one round trip, one transaction.</summary>
internal sealed class PostgresReplacement(NpgsqlDataSource pool)
{
    /// <summary>
    /// Tells whether some metric of the rows is deleted, and writes the others' rows. In the order of <see cref="PostgresBucketWriter"/>:
    /// those that are new before those that exist.
    /// </summary>
    private const string ReplaceRows = """
        WITH deleted AS MATERIALIZED (SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($3)),
        replaced AS
        (
            INSERT INTO metric_buckets
                (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, batch_id, updated_at)
            SELECT r.metric_id, r.bucket_start, r.key, r.count, r.sum, r.weight, r.weighted_sum, r.min, r.max, r.first, r.last, r.next_version, $1, $2
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) WITH ORDINALITY
                AS r (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, next_version, position)
            LEFT JOIN LATERAL (
                SELECT true AS is_there FROM metric_buckets b
                WHERE b.metric_id = r.metric_id AND b.bucket_start = r.bucket_start AND b.key = r.key
                LIMIT 1) known ON true
            WHERE r.metric_id <> ALL (ARRAY(SELECT d.metric_id FROM deleted d))
            ORDER BY known.is_there NULLS FIRST, r.position
            ON CONFLICT (metric_id, bucket_start, key) DO UPDATE
            SET count = excluded.count, sum = excluded.sum, weight = excluded.weight, weighted_sum = excluded.weighted_sum,
                min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last,
                version = excluded.version, batch_id = excluded.batch_id, updated_at = excluded.updated_at
        )
        SELECT count(*) FROM deleted
        """;

    /// <inheritdoc cref="IBucketDatabase.ReplaceAsync"/>
    public async Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        await using var batch = PostgresBatch.CreateWriter();
        batch.AddRows(ReplaceRows, rows, batchId, now);
        var areAllWritten = false;
        await batch.RunAsync(pool, reader => areAllWritten = reader.GetInt64(0) == 0);
        return areAllWritten;
    }
}

using System.Diagnostics;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage;

/// <summary>Writes a batch of aggregates with their receipts: one round trip, one transaction.</summary>
internal sealed class PostgresBucketWriter(NpgsqlDataSource pool)
{
    /// <summary>
    /// Decides for each row what is to become of it, writes those that are to be written, and returns the others.
    /// <para>
    /// Rows that exist are locked in the order of the batch, which is that of their keys; then new rows are inserted, in the
    /// same order; only then are the locked rows changed, which waits for nobody. Whoever waits, waits for a later key or a
    /// later step; so no two batches ever wait for each other.
    /// </para><para>
    /// The lookup stands in a subquery with a lock of its own, which the planner must run for one row after the other. It
    /// returns the row as it is when the lock is there, even if it changed while the statement waited. The change itself is an
    /// insert that always meets its row: that finds it by primary key, where an UPDATE would leave the way to the planner.
    /// </para><para>
    /// Two batches that insert one row at once: the second fails as a whole, is sent again, and finds the row. A row that is
    /// found with the id of this batch was written by an earlier attempt whose answer was lost.
    /// </para>
    /// </summary>
    private const string WriteRows = """
        WITH input AS MATERIALIZED
        (
            SELECT r.*, r.metric_id = ANY (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($3))) AS is_deleted
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) WITH ORDINALITY
                AS r (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, next_version, position)
        ),
        decided AS MATERIALIZED
        (
            SELECT i.*,
                CASE
                    WHEN i.is_deleted THEN 'deleted'
                    WHEN stored.batch_id = $1 AND stored.version = i.next_version THEN 'written before'
                    WHEN coalesce(stored.version, 0) <> i.version THEN 'conflict'
                    WHEN i.position = ANY (ARRAY(
                        SELECT receipt.position
                        FROM unnest($16, $17, $18, $19, $20) AS receipt (position, metric_id, bucket_start, key, idempotency_key)
                        CROSS JOIN LATERAL (
                            SELECT 1 FROM bucket_receipts b
                            WHERE b.metric_id = receipt.metric_id AND b.bucket_start = receipt.bucket_start
                              AND b.key = receipt.key AND b.idempotency_key = receipt.idempotency_key
                            LIMIT 1) given)) THEN 'duplicate'
                    ELSE 'write'
                END AS verdict
            FROM input i
            LEFT JOIN LATERAL (
                SELECT b.version, b.batch_id FROM metric_buckets b
                WHERE NOT i.is_deleted AND b.metric_id = i.metric_id AND b.bucket_start = i.bucket_start AND b.key = i.key
                FOR NO KEY UPDATE) stored ON true
        ),
        inserted AS
        (
            INSERT INTO metric_buckets
                (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, batch_id, updated_at)
            SELECT metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, next_version, $1, $2
            FROM decided WHERE verdict = 'write' AND version = 0 ORDER BY position
            RETURNING 1
        ),
        updated AS
        (
            INSERT INTO metric_buckets AS stored
                (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, batch_id, updated_at)
            SELECT metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, next_version, $1, $2
            FROM decided WHERE verdict = 'write' AND version > 0 AND (SELECT count(*) FROM inserted) >= 0
            ON CONFLICT (metric_id, bucket_start, key) DO UPDATE
            SET count = excluded.count, sum = excluded.sum, weight = excluded.weight, weighted_sum = excluded.weighted_sum,
                min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last,
                version = excluded.version, batch_id = excluded.batch_id, updated_at = excluded.updated_at
        )
        SELECT position, verdict FROM decided WHERE verdict NOT IN ('write', 'written before')
        """;

    /// <summary>Runs after the rows, and adds a receipt where the row carries the id of this batch: then it is the one that was written with it.</summary>
    private const string WriteReceipts = """
        INSERT INTO bucket_receipts (metric_id, bucket_start, key, idempotency_key, value, created_at)
        SELECT r.metric_id, r.bucket_start, r.key, r.idempotency_key, r.value, r.created_at
        FROM unnest($2, $3, $4, $5, $6, $7) AS r (metric_id, bucket_start, key, idempotency_key, value, created_at)
        CROSS JOIN LATERAL (
            SELECT 1 FROM metric_buckets b
            WHERE b.metric_id = r.metric_id AND b.bucket_start = r.bucket_start AND b.key = r.key AND b.batch_id = $1
            LIMIT 1) written
        ON CONFLICT DO NOTHING
        """;

    /// <param name="rows">Sorted by key, each key once.</param>
    /// <param name="batchId">The same for each attempt at these rows.</param>
    /// <param name="now">When.</param>
    /// <returns>For each row, in its order, what became of it. On disk.</returns>
    public async Task<WriteOutcome[]> WriteAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        var receipts = ReceiptsOf(rows);
        await using var batch = PostgresBatch.CreateWriter();
        AddRows(batch, rows, receipts, batchId, now);
        if (receipts.Count > 0)
        {
            AddReceipts(batch, receipts, batchId);
        }

        var outcomes = new WriteOutcome[rows.Count];
        await batch.RunAsync(pool, reader => outcomes[reader.GetInt64(0) - 1] = OutcomeOf(reader.GetString(1)));
        return outcomes;
    }

    private static void AddRows(NpgsqlBatch batch, IReadOnlyList<BucketRow> rows, List<ReceiptRow> receipts, Guid batchId, Instant now) => batch
        .Add(WriteRows)
        .With(NpgsqlDbType.Uuid, batchId)
        .With(NpgsqlDbType.TimestampTz, now.ToDateTimeUtc())
        .WithKeys(rows, row => row.Key)
        .WithEach(NpgsqlDbType.Bigint, rows, row => row.Aggregate.Count)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.Sum)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.Weight)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.WeightedSum)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.Min)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.Max)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.First)
        .WithEach(NpgsqlDbType.Numeric, rows, row => row.Aggregate.Last)
        .WithEach(NpgsqlDbType.Bigint, rows, row => row.Version)
        .WithEach(NpgsqlDbType.Bigint, rows, row => row.NextVersion)
        .WithEach(NpgsqlDbType.Bigint, receipts, receipt => receipt.Position)
        .WithKeys(receipts, receipt => receipt.Bucket)
        .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey);

    private static void AddReceipts(NpgsqlBatch batch, List<ReceiptRow> receipts, Guid batchId) => batch
        .Add(WriteReceipts)
        .With(NpgsqlDbType.Uuid, batchId)
        .WithKeys(receipts, receipt => receipt.Bucket)
        .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey)
        .WithEach(NpgsqlDbType.Numeric, receipts, receipt => receipt.Receipt.Value)
        .WithEach(NpgsqlDbType.TimestampTz, receipts, receipt => receipt.Receipt.CreatedAt.ToDateTimeUtc());

    private static List<ReceiptRow> ReceiptsOf(IReadOnlyList<BucketRow> rows)
    {
        var receipts = new List<ReceiptRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var receipt in rows[i].Receipts)
            {
                receipts.Add(new ReceiptRow(i + 1, rows[i].Key, receipt));
            }
        }

        return receipts;
    }

    private static WriteOutcome OutcomeOf(string verdict) => verdict switch
    {
        "conflict" => WriteOutcome.Conflict,
        "duplicate" => WriteOutcome.Duplicate,
        "deleted" => WriteOutcome.MetricDeleted,
        _ => throw new UnreachableException(verdict),
    };

    /// <param name="Position">That of its row, from 1.</param>
    /// <param name="Bucket">The key of its row.</param>
    /// <param name="Receipt">The receipt.</param>
    private sealed record ReceiptRow(long Position, BucketKey Bucket, Receipt Receipt);
}

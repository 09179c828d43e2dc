using System.Diagnostics;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Writes a batch of aggregates with their receipts, in one round trip and one transaction each time: first the rows that are as their
/// writers know them, which commonly is all of them; then the others, with a statement that decides about each row.
/// </summary>
/// <remarks>
/// New rows are inserted first, in the order of the batch, which is that of their keys, but none that is seen to exist. Then rows that exist
/// are changed, or locked to be decided about, in the same order. So batches do not wait for each other in a circle: who changes rows sees
/// only what is committed, and waits for others who change rows, and for later ones than he holds; who still inserts waits for one of those,
/// or for a later row than he holds.
/// </remarks>
internal sealed class PostgresBucketWriter(NpgsqlDataSource pool)
{
    private const string IsAlive = "r.metric_id <> ALL (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($3)))";

    /// <summary>Runs after the rows are written. Adds a receipt only if its row carries the id of this batch, and so was written by it.</summary>
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

    private static readonly string UpdateRows = Update();
    private static readonly string InsertRows = Insert();
    private static readonly string DecideRows = Decide();

    // Most rows have no receipt. A statement that looks for none of them was a sixth more work for the server.
    private static readonly string UpdateRowsWithReceipts = Update($"AND r.position <> ALL ({Counted(17)})");
    private static readonly string InsertRowsWithReceipts = Insert($"AND r.position <> ALL ({Counted(16)})");
    private static readonly string DecideRowsWithReceipts = Decide($"WHEN r.position = ANY ({Counted(16)}) THEN 'duplicate'");

    /// <summary>Writes those rows that are as they are known, and their receipts with them.</summary>
    /// <param name="rows">Sorted by key, each key once.</param>
    /// <param name="batchId">The same for each attempt at these rows.</param>
    /// <param name="now">When.</param>
    /// <returns>For each row, in its order, whether it was written. On disk.</returns>
    public async Task<IReadOnlyList<bool>> WriteExpectedAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        var receipts = ReceiptsOf(rows);
        await using var batch = BeginWithNew(rows, receipts, batchId, now);
        var known = Places(rows, row => row.Version > 0);
        if (known.Count > 0)
        {
            var theirs = receipts.FindAll(receipt => rows[receipt.Place].Version > 0);
            var update = AddSome(batch, theirs.Count == 0 ? UpdateRows : UpdateRowsWithReceipts, rows, known, batchId, now);
            AddCounted(update.WithEach(NpgsqlDbType.Bigint, known, i => rows[i].Version), theirs);
        }

        AddReceipts(batch, receipts, batchId);
        var isWritten = new bool[rows.Count];
        await batch.RunAsync(pool, reader => isWritten[reader.GetInt64(0) - 1] = true);
        return isWritten;
    }

    /// <summary>Decides about each row, writes it or not, and its receipts with it.</summary>
    /// <param name="rows">Sorted by key, each key once.</param>
    /// <param name="batchId">The same for each attempt at these rows, that of <see cref="WriteExpectedAsync"/> too.</param>
    /// <param name="now">When.</param>
    /// <returns>For each row, in its order, what became of it. On disk.</returns>
    public async Task<WriteOutcome[]> DecideAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        var receipts = ReceiptsOf(rows);
        await using var batch = BeginWithNew(rows, receipts, batchId, now);
        var decide = batch.AddRows(receipts.Count == 0 ? DecideRows : DecideRowsWithReceipts, rows, batchId, now);
        AddCounted(decide.WithEach(NpgsqlDbType.Bigint, rows, row => row.Version), receipts);
        AddReceipts(batch, receipts, batchId);
        var outcomes = new WriteOutcome[rows.Count];
        await batch.RunAsync(pool, reader =>
        {
            // What the insertion returns is written, and has no verdict.
            if (reader.FieldCount == 2)
            {
                outcomes[reader.GetInt64(0) - 1] = OutcomeOf(reader.GetString(1));
            }
        });
        return outcomes;
    }

    /// <summary>
    /// Changes rows that have the version they are known by. The metric, with which all indexes begin, is compared in a form that no join
    /// can be merged or hashed by; and without scans of the table (<see cref="PostgresBatch.CreateWriter"/>) what is left is to look up row
    /// by row. Else a plan that is made while the table is all but empty, and kept, may walk a whole index for each batch.
    /// </summary>
    private static string Update(string andNotCounted = "") => $"""
        UPDATE metric_buckets b
        SET count = r.count, sum = r.sum, weight = r.weight, weighted_sum = r.weighted_sum, min = r.min, max = r.max,
            first = r.first, last = r.last, version = r.next_version, batch_id = $1, updated_at = $2
        FROM (SELECT unnest($3) AS metric_id, unnest($4) AS bucket_start, unnest($5) AS key, unnest($6) AS count, unnest($7) AS sum,
                     unnest($8) AS weight, unnest($9) AS weighted_sum, unnest($10) AS min, unnest($11) AS max, unnest($12) AS first,
                     unnest($13) AS last, unnest($14) AS next_version, unnest($15) AS position, unnest($16) AS version) r
        WHERE b.metric_id = ANY (ARRAY[r.metric_id]) AND b.bucket_start = r.bucket_start AND b.key = r.key AND b.version = r.version
          AND {IsAlive} {andNotCounted}
        RETURNING r.position
        """;

    /// <summary>
    /// Adds rows that are not there. One that can be seen is not even tried: an insertion would wait for whoever is changing the row, and may
    /// hold what that one waits for.
    /// </summary>
    private static string Insert(string andNotCounted = "") => $"""
        WITH inserted AS
        (
            INSERT INTO metric_buckets
                (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, batch_id, updated_at)
            SELECT r.metric_id, r.bucket_start, r.key, r.count, r.sum, r.weight, r.weighted_sum, r.min, r.max, r.first, r.last, r.next_version, $1, $2
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                AS r (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, next_version, position)
            LEFT JOIN LATERAL (
                SELECT true AS is_there FROM metric_buckets b
                WHERE b.metric_id = r.metric_id AND b.bucket_start = r.bucket_start AND b.key = r.key
                LIMIT 1) known ON true
            WHERE known.is_there IS NULL AND {IsAlive} {andNotCounted}
            ORDER BY r.position
            ON CONFLICT DO NOTHING
            RETURNING metric_id, bucket_start, key
        )
        SELECT r.position FROM unnest($3, $4, $5, $15) AS r (metric_id, bucket_start, key, position)
        WHERE (r.metric_id, r.bucket_start, r.key) IN (SELECT i.metric_id, i.bucket_start, i.key FROM inserted i)
        """;

    /// <summary>
    /// Decides for each row what is to become of it, changes those that exist and are to be written, and returns those that are not written.
    /// <para>
    /// A row is found by its primary key, as the statement sees it, locked, and changed where it lies. Another writer that has changed it
    /// meanwhile has changed its version, which is what the lock brings to light. A row with the id of this batch was inserted just before,
    /// or written by an earlier attempt whose answer was lost, which may have been committed only while this statement waited.
    /// </para><para>
    /// The lookup stands in a subquery with a limit, which the planner must run for one row after the other.
    /// </para>
    /// </summary>
    private static string Decide(string whenCounted = "") => $"""
        WITH decided AS MATERIALIZED
        (
            SELECT r.*, stored.location,
                CASE
                    WHEN r.metric_id = ANY (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($3))) THEN 'deleted'
                    WHEN stored.batch_id = $1 AND stored.version = r.next_version THEN 'written'
                    WHEN coalesce(stored.version, 0) <> r.version THEN 'conflict'
                    {whenCounted}
                    ELSE 'write'
                END AS verdict
            FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) WITH ORDINALITY
                AS r (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, next_version, version, position)
            LEFT JOIN LATERAL (
                SELECT b.version, b.batch_id, b.ctid AS location FROM metric_buckets b
                WHERE b.metric_id = r.metric_id AND b.bucket_start = r.bucket_start AND b.key = r.key
                LIMIT 1 FOR NO KEY UPDATE) stored ON true
        ),
        updated AS
        (
            UPDATE metric_buckets b
            SET count = d.count, sum = d.sum, weight = d.weight, weighted_sum = d.weighted_sum, min = d.min, max = d.max,
                first = d.first, last = d.last, version = d.next_version, batch_id = $1, updated_at = $2
            FROM decided d
            WHERE d.verdict = 'write' AND b.ctid = d.location AND b.version = d.version
            RETURNING d.position
        )
        SELECT d.position, CASE WHEN d.verdict = 'write' THEN 'conflict' ELSE d.verdict END
        FROM decided d
        WHERE d.verdict <> 'written' AND d.position NOT IN (SELECT u.position FROM updated u)
        """;

    /// <summary>The positions of rows with a receipt that their bucket has given before: they would count a request twice.</summary>
    /// <param name="first">The number of the first of the five parameters with the receipts.</param>
    private static string Counted(int first) => $"""
        ARRAY(
            SELECT receipt.position
            FROM unnest(${first}, ${first + 1}, ${first + 2}, ${first + 3}, ${first + 4}) AS receipt (position, metric_id, bucket_start, key, idempotency_key)
            CROSS JOIN LATERAL (
                SELECT 1 FROM bucket_receipts b
                WHERE b.metric_id = receipt.metric_id AND b.bucket_start = receipt.bucket_start
                  AND b.key = receipt.key AND b.idempotency_key = receipt.idempotency_key
                LIMIT 1) given)
        """;

    /// <summary>A batch that inserts the rows that their writers do not know, where there are any.</summary>
    private static NpgsqlBatch BeginWithNew(IReadOnlyList<BucketRow> rows, List<ReceiptRow> receipts, Guid batchId, Instant now)
    {
        var batch = PostgresBatch.CreateWriter();
        var unknown = Places(rows, row => row.Version == 0);
        if (unknown.Count > 0)
        {
            var theirs = receipts.FindAll(receipt => rows[receipt.Place].Version == 0);
            AddCounted(AddSome(batch, theirs.Count == 0 ? InsertRows : InsertRowsWithReceipts, rows, unknown, batchId, now), theirs);
        }

        return batch;
    }

    /// <summary>Adds a statement about some of the rows, which returns the positions of those it writes.</summary>
    private static NpgsqlParameterCollection AddSome(
        NpgsqlBatch batch, string sql, IReadOnlyList<BucketRow> rows, List<int> places, Guid batchId, Instant now) => batch
        .AddRows(sql, places.ConvertAll(i => rows[i]), batchId, now)
        .WithEach(NpgsqlDbType.Bigint, places, PositionOf);

    /// <summary>Adds the statement that writes receipts, where there are any.</summary>
    private static void AddReceipts(NpgsqlBatch batch, List<ReceiptRow> receipts, Guid batchId)
    {
        if (receipts.Count > 0)
        {
            batch.Add(WriteReceipts)
                .With(NpgsqlDbType.Uuid, batchId)
                .WithKeys(receipts, receipt => receipt.Bucket)
                .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey)
                .WithEach(NpgsqlDbType.Numeric, receipts, receipt => receipt.Receipt.Value)
                .WithEach(NpgsqlDbType.TimestampTz, receipts, receipt => receipt.Receipt.CreatedAt.ToDateTimeUtc());
        }
    }

    /// <summary>Adds receipts as <see cref="Counted"/> has them: position, metric, start, key, idempotency key. A statement without any has none of these.</summary>
    private static void AddCounted(NpgsqlParameterCollection parameters, List<ReceiptRow> receipts)
    {
        if (receipts.Count > 0)
        {
            parameters
                .WithEach(NpgsqlDbType.Bigint, receipts, receipt => PositionOf(receipt.Place))
                .WithKeys(receipts, receipt => receipt.Bucket)
                .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey);
        }
    }

    /// <summary>Statements count rows from 1.</summary>
    private static long PositionOf(int place) => place + 1;

    private static List<int> Places(IReadOnlyList<BucketRow> rows, Predicate<BucketRow> which) =>
        [.. Enumerable.Range(0, rows.Count).Where(i => which(rows[i]))];

    private static List<ReceiptRow> ReceiptsOf(IReadOnlyList<BucketRow> rows)
    {
        var receipts = new List<ReceiptRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var receipt in rows[i].Receipts)
            {
                receipts.Add(new ReceiptRow(i, rows[i].Key, receipt));
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

    /// <param name="Place">That of its row.</param>
    /// <param name="Bucket">The key of its row.</param>
    /// <param name="Receipt">The receipt.</param>
    private sealed record ReceiptRow(int Place, BucketKey Bucket, Receipt Receipt);
}

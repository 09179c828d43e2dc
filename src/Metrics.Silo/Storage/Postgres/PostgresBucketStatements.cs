namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// The statements of <see cref="PostgresBucketWriter"/>. Each has a form for rows of which none has a receipt, as most have none: to look for
/// receipts where there are none was a sixth more work for the server.
/// </summary>
internal static class PostgresBucketStatements
{
    /// <summary>How many parameters the insertion and the decision have before those with the receipts, if they have those.</summary>
    private const int ParametersOfRows = 15;

    /// <summary>The same of the update, which has the version as well as the position.</summary>
    private const int ParametersOfKnownRows = ParametersOfRows + 1;

    private const string IsAlive = "r.metric_id <> ALL (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($3)))";

    /// <summary>Runs after the rows are written. Adds a receipt only if its row carries the id of this batch, and so was written by it.</summary>
    public const string WriteReceipts = """
        INSERT INTO bucket_receipts (metric_id, bucket_start, key, idempotency_key, value, created_at)
        SELECT r.metric_id, r.bucket_start, r.key, r.idempotency_key, r.value, r.created_at
        FROM unnest($2, $3, $4, $5, $6, $7) AS r (metric_id, bucket_start, key, idempotency_key, value, created_at)
        CROSS JOIN LATERAL (
            SELECT 1 FROM metric_buckets b
            WHERE b.metric_id = r.metric_id AND b.bucket_start = r.bucket_start AND b.key = r.key AND b.batch_id = $1
            LIMIT 1) written
        ON CONFLICT DO NOTHING
        """;

    private static readonly string UpdateRows = UpdateWith("");
    private static readonly string UpdateRowsWithReceipts = UpdateWith($"AND r.position <> ALL ({Counted(ParametersOfKnownRows)})");
    private static readonly string InsertRows = InsertWith("");
    private static readonly string InsertRowsWithReceipts = InsertWith($"AND r.position <> ALL ({Counted(ParametersOfRows)})");
    private static readonly string DecideRows = DecideWith("");
    private static readonly string DecideRowsWithReceipts = DecideWith($"WHEN r.position = ANY ({Counted(ParametersOfRows)}) THEN 'duplicate'");

    /// <summary>Changes rows that have the version they are known by, and returns their positions.</summary>
    public static string Update(bool hasReceipts) => hasReceipts ? UpdateRowsWithReceipts : UpdateRows;

    /// <summary>Adds rows that are not there, and returns their positions.</summary>
    public static string Insert(bool hasReceipts) => hasReceipts ? InsertRowsWithReceipts : InsertRows;

    /// <summary>
    /// Decides for each row what is to become of it, changes those that exist and are to be written, and returns the positions of those that are not
    /// written, with the verdict.
    /// </summary>
    public static string Decide(bool hasReceipts) => hasReceipts ? DecideRowsWithReceipts : DecideRows;

    /// <summary>
    /// Rows are found one by one: the metric, with which all indexes begin, is compared in a form that no join
    /// can be merged or hashed by; and without scans of the table (<see cref="PostgresBatch.CreateWriter"/>) what is left is to look up row
    /// by row. Else a plan that is made while the table is all but empty, and kept, may walk a whole index for each batch.
    /// </summary>
    private static string UpdateWith(string andNotCounted) => $"""
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
    /// A row that can be seen is not even tried: an insertion would wait for whoever is changing it, and may
    /// hold what that one waits for.
    /// </summary>
    private static string InsertWith(string andNotCounted) => $"""
        WITH inserted AS
        (
            INSERT INTO metric_buckets
                (metric_id, bucket_start, key, {AggregateColumns.All}, version, batch_id, updated_at)
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
    /// A row is found by its primary key, as the statement sees it, locked, and changed where it lies. Another writer that has changed it
    /// meanwhile has changed its version, which is what the lock brings to light. A row with the id of this batch was inserted just before,
    /// or written by an earlier attempt whose answer was lost, which may have been committed only while this statement waited.
    /// The lookup stands in a subquery with a limit, which the planner must run for one row after the other.
    /// </summary>
    private static string DecideWith(string whenCounted) => $"""
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
    /// <param name="before">How many parameters stand before the five with the receipts.</param>
    private static string Counted(int before) => $"""
        ARRAY(
            SELECT receipt.position
            FROM unnest(${before + 1}, ${before + 2}, ${before + 3}, ${before + 4}, ${before + 5}) AS receipt (position, metric_id, bucket_start, key, idempotency_key)
            CROSS JOIN LATERAL (
                SELECT 1 FROM bucket_receipts b
                WHERE b.metric_id = receipt.metric_id AND b.bucket_start = receipt.bucket_start
                  AND b.key = receipt.key AND b.idempotency_key = receipt.idempotency_key
                LIMIT 1) given)
        """;
}

using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Removes what belongs to a deleted metric, and what has grown old.
/// </summary>
/// <remarks>
/// No row of a deleted metric may be left behind by a batch that was under way when it was deleted. So writers share a lock
/// until they commit, and the tombstone is written by one who holds that lock alone: it waits for the batches that are under
/// way, which takes milliseconds, and every later batch begins, and looks, after the tombstone is there. A lock of its own is
/// cheaper than one on each metric's row, and unlike a lock on the table it stands in nobody else's way.
/// </remarks>
internal sealed class PostgresDeletions(NpgsqlDataSource pool)
{
    /// <summary>Rows per transaction: enough to be quick, few enough that nobody waits long for what a transaction holds.</summary>
    private const int Chunk = 10_000;

    private const string MarkDeleted = "INSERT INTO deleted_metrics (metric_id, deleted_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    /// <summary>
    /// Before when to forget. A silo whose clock is ahead would forget for all silos what they promise to know for 24 hours, so the clock
    /// of the database has its say.
    /// </summary>
    private const string Before = "least($1, now() - interval '24 hours')";

    // Rows that somebody else deletes right now are left to them, so that nobody waits. ctid is the place of the locked row.
    private const string ForgetReceipts = $"""
        DELETE FROM bucket_receipts WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM bucket_receipts WHERE created_at < {Before} LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    // A request goes after its receipts: a new one of its key would be answered from those, without being counted.
    private const string ForgetRequests = $"""
        DELETE FROM idempotent_requests WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotent_requests
            WHERE received_at < {Before} AND NOT EXISTS (SELECT 1 FROM bucket_receipts b WHERE b.created_at < {Before})
            LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    private static readonly string[] OwnTables = ["metric_buckets", "bucket_receipts", "idempotent_requests", "metric_keys", "metric_key_counts"];

    /// <summary>When this returns, no transaction can write a row of the metric any more, and none that did is still under way.</summary>
    public async Task<int> MarkDeletedAsync(long metricId, Instant now)
    {
        await using var batch = PostgresBatch.CreateExclusive();
        batch.Add(MarkDeleted).With(NpgsqlDbType.Bigint, metricId).With(NpgsqlDbType.TimestampTz, now.ToDateTimeUtc());
        return await batch.RunAsync(pool);
    }

    /// <summary>Removes some rows of the metric from each of its tables and returns how many.</summary>
    public async Task<int> DeleteRowsAsync(long metricId)
    {
        await using var batch = PostgresBatch.CreateReader();
        foreach (var table in OwnTables)
        {
            // Locked, which goes on past rows that somebody else has just deleted, as an attempt that was given up may. Else there seems to be nothing left.
            batch.Add($"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE metric_id = $1 LIMIT $2 FOR UPDATE))")
                .With(NpgsqlDbType.Bigint, metricId).With(NpgsqlDbType.Integer, Chunk);
        }

        return await batch.RunAsync(pool);
    }

    /// <summary>Forgets some of the receipts and requests from before this moment and returns how many.</summary>
    public async Task<int> ForgetReceiptsAsync(Instant before)
    {
        await using var batch = PostgresBatch.CreateReader();
        foreach (var sql in (string[])[ForgetReceipts, ForgetRequests])
        {
            batch.Add(sql).With(NpgsqlDbType.TimestampTz, before.ToDateTimeUtc()).With(NpgsqlDbType.Integer, Chunk);
        }

        return await batch.RunAsync(pool);
    }
}

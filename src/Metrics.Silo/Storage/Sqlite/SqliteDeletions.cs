using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// Removes what belongs to a deleted metric, what lies in a range, and what has grown old, over the connection that writes. Not thread-safe.
/// </summary>
internal sealed class SqliteDeletions(SqliteConnection connection)
{
    /// <summary>Forgets up to <paramref name="limit"/> receipts, and as many requests, and returns how many it forgot.</summary>
    public int ForgetReceipts(long before, int limit)
    {
        // A request goes after its receipts: a new one of its key would be answered from those, without being counted.
        using var command = connection.CreateCommand();
        command.CommandText = """
            DELETE FROM bucket_receipts WHERE (metric_id, bucket_start, key, idempotency_key) IN
                (SELECT metric_id, bucket_start, key, idempotency_key FROM bucket_receipts WHERE created_at < $before LIMIT $limit);
            DELETE FROM idempotent_requests WHERE (metric_id, idempotency_key) IN
                (SELECT metric_id, idempotency_key FROM idempotent_requests
                 WHERE received_at < $before AND NOT EXISTS (SELECT 1 FROM bucket_receipts WHERE created_at < $before) LIMIT $limit);
            """;
        command.Parameters.AddWithValue("$before", before);
        command.Parameters.AddWithValue("$limit", limit);
        return command.ExecuteNonQuery();
    }

    /// <summary>Deletes up to <paramref name="limit"/> rows of the range and returns how many it deleted.</summary>
    public int DeleteRange(BucketRange range, int limit)
    {
        // Of some keys by the index that leads to them: commits wait meanwhile, and there may be millions of rows of others in between. SQLite
        // would rather read all of those than sort, so no order is asked for.
        var (byKey, ofKeys, order) = range.Keys.Count == 0
            ? ("", "", "ORDER BY bucket_start, key")
            : ("INDEXED BY metric_buckets_by_key", "AND key IN (SELECT value FROM json_each($keys))", "");
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            DELETE FROM metric_buckets WHERE (metric_id, bucket_start, key) IN
                (SELECT metric_id, bucket_start, key FROM metric_buckets {byKey}
                 WHERE metric_id = $metric AND bucket_start >= $start AND bucket_start < $end {ofKeys} {order} LIMIT $limit)
            """;
        command.Parameters.AddWithValue("$metric", range.MetricId);
        command.Parameters.AddWithValue("$start", range.Start.ToUnixTimeSeconds());
        command.Parameters.AddWithValue("$end", range.End.ToUnixTimeSeconds());
        command.Parameters.AddWithValue("$keys", JsonSerializer.Serialize(range.Keys));
        command.Parameters.AddWithValue("$limit", limit);
        return command.ExecuteNonQuery();
    }

    /// <summary>From when this returns, <see cref="SqliteBucketWriter.Commit"/> refuses rows of the metric.</summary>
    public int MarkDeleted(long metricId, long now) => Execute(
        "INSERT INTO deleted_metrics (metric_id, deleted_at) VALUES ($metric, $argument) ON CONFLICT DO NOTHING", metricId, now);

    /// <summary>Removes up to <paramref name="limit"/> rows of the metric from each of its tables and returns how many it removed.</summary>
    public int DeleteRows(long metricId, int limit) => Execute(
        """
        DELETE FROM metric_buckets WHERE (metric_id, bucket_start, key) IN
            (SELECT metric_id, bucket_start, key FROM metric_buckets WHERE metric_id = $metric LIMIT $argument);
        DELETE FROM bucket_receipts WHERE (metric_id, bucket_start, key, idempotency_key) IN
            (SELECT metric_id, bucket_start, key, idempotency_key FROM bucket_receipts WHERE metric_id = $metric LIMIT $argument);
        DELETE FROM idempotent_requests WHERE (metric_id, idempotency_key) IN
            (SELECT metric_id, idempotency_key FROM idempotent_requests WHERE metric_id = $metric LIMIT $argument);
        DELETE FROM metric_keys WHERE (metric_id, key) IN (SELECT metric_id, key FROM metric_keys WHERE metric_id = $metric LIMIT $argument);
        DELETE FROM metric_key_counts WHERE metric_id = $metric;
        """,
        metricId,
        limit);

    private int Execute(string sql, long metricId, long argument)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$metric", metricId);
        command.Parameters.AddWithValue("$argument", argument);
        return command.ExecuteNonQuery();
    }
}

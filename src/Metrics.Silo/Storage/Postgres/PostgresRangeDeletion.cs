using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>Deletes the aggregates of a range, a chunk in each transaction.</summary>
internal sealed class PostgresRangeDeletion(NpgsqlDataSource pool)
{
    /// <summary>Rows per transaction: enough to be quick, few enough that no batch that waits for one of them waits long.</summary>
    private const int Chunk = 10_000;

    private static readonly string OfAllKeys = DeleteChunk("");
    private static readonly string OfSomeKeys = DeleteChunk("AND b.key = ANY ($6)");

    /// <summary>
    /// Finds its rows in their order, by the index on which the key comes before the start. The start is bounded once more by itself: a comparison of
    /// start and key together is no bound there.
    /// </summary>
    private static readonly string OfOneKey = DeleteChunk("AND b.key = $6 AND b.bucket_start >= $2");

    /// <summary>Deletes the first rows of the range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="from">Where in the range to begin: the key of a row, which itself belongs to what is deleted.</param>
    public async Task<DeletedChunk> DeleteAsync(BucketRange range, BucketKey from)
    {
        await using var batch = PostgresBatch.CreateReader();
        var parameters = batch.Add(range.Keys.Count switch { 0 => OfAllKeys, 1 => OfOneKey, _ => OfSomeKeys })
            .With(NpgsqlDbType.Bigint, range.MetricId)
            .With(NpgsqlDbType.TimestampTz, from.BucketStart.ToDateTimeUtc())
            .With(NpgsqlDbType.Text, from.Key)
            .With(NpgsqlDbType.TimestampTz, range.End.ToDateTimeUtc())
            .With(NpgsqlDbType.Integer, Chunk);
        if (range.Keys is [var only])
        {
            parameters.With(NpgsqlDbType.Text, only);
        }
        else if (range.Keys.Count > 0)
        {
            parameters.WithEach(NpgsqlDbType.Text, range.Keys, key => key);
        }

        var deleted = new DeletedChunk(0, null);
        await batch.RunAsync(pool, reader => deleted = new DeletedChunk(
            reader.GetInt64(3),
            reader.GetInt64(2) < Chunk ? null : new BucketKey(range.MetricId, reader.GetInstant(0), reader.GetString(1))));
        return deleted;
    }

    /// <summary>
    /// The rows of the chunk are locked in the order of their keys, as writers lock theirs, so that neither waits for the other
    /// in a circle. A row that a writer changed meanwhile is deleted as it is by then. All that is between the first and the last
    /// of them belongs to the chunk, so the deletion goes by that range and not row by row.
    /// </summary>
    private static string DeleteChunk(string ofKeys) => $"""
        WITH chunk AS MATERIALIZED
        (
            SELECT b.bucket_start, b.key FROM metric_buckets b
            WHERE b.metric_id = $1 AND (b.bucket_start, b.key) >= ($2, $3) AND b.bucket_start < $4 {ofKeys}
            ORDER BY b.bucket_start, b.key LIMIT $5 FOR UPDATE
        ),
        last AS MATERIALIZED (SELECT c.bucket_start, c.key FROM chunk c ORDER BY c.bucket_start DESC, c.key DESC LIMIT 1),
        deleted AS
        (
            DELETE FROM metric_buckets b
            WHERE b.metric_id = $1 AND (b.bucket_start, b.key) >= ($2, $3)
              AND (b.bucket_start, b.key) <= ((SELECT l.bucket_start FROM last l), (SELECT l.key FROM last l)) {ofKeys}
            RETURNING 1
        )
        SELECT l.bucket_start, l.key, (SELECT count(*) FROM chunk), (SELECT count(*) FROM deleted) FROM last l
        """;
}

/// <summary>What came of one chunk.</summary>
/// <param name="Count">How many rows were deleted.</param>
/// <param name="Next">Where the next chunk begins; null after the last one.</param>
internal readonly record struct DeletedChunk(long Count, BucketKey? Next);

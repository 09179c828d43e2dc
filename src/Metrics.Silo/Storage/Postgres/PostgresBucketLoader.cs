using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>Looks up aggregates, receipts and claims by primary key, any number in one round trip, and the time.</summary>
internal sealed class PostgresBucketLoader(NpgsqlDataSource pool)
{
    // The limit makes the planner run each subquery for itself, by primary key; a table is never joined with the arrays.
    private const string ReadRows = $"""
        SELECT k.position, b.version, {AggregateColumns.All}
        FROM unnest($1, $2, $3) WITH ORDINALITY AS k (metric_id, bucket_start, key, position)
        CROSS JOIN LATERAL (
            SELECT * FROM metric_buckets b
            WHERE b.metric_id = k.metric_id AND b.bucket_start = k.bucket_start AND b.key = k.key
            LIMIT 1) b
        """;

    private const string ReadReceipts = """
        SELECT k.position, r.value, r.created_at
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS k (metric_id, bucket_start, key, idempotency_key, position)
        CROSS JOIN LATERAL (
            SELECT * FROM bucket_receipts r
            WHERE r.metric_id = k.metric_id AND r.bucket_start = k.bucket_start AND r.key = k.key AND r.idempotency_key = k.idempotency_key
            LIMIT 1) r
        """;

    private const string ReadClaims = """
        SELECT k.position, r.body_hash, r.received_at
        FROM unnest($1, $2) WITH ORDINALITY AS k (metric_id, idempotency_key, position)
        CROSS JOIN LATERAL (
            SELECT * FROM idempotent_requests r
            WHERE r.metric_id = k.metric_id AND r.idempotency_key = k.idempotency_key
            LIMIT 1) r
        """;

    /// <inheritdoc cref="IBucketDatabase.ReadAsync"/>
    public async Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys)
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add(ReadRows).WithKeys(keys, key => key);
        return await ReadEachAsync(batch, keys, (key, reader) => new BucketRow(
            key, AggregateColumns.Read(reader, 2, static (row, column) => row.GetDecimal(column)), reader.GetInt64(1), []));
    }

    /// <inheritdoc cref="IBucketDatabase.FindReceiptsAsync"/>
    public async Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(IReadOnlyList<ReceiptKey> keys)
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add(ReadReceipts).WithKeys(keys, key => key.Bucket).WithEach(NpgsqlDbType.Text, keys, key => key.IdempotencyKey);
        return await ReadEachAsync(batch, keys, (key, reader) => new Receipt(key.IdempotencyKey, reader.GetDecimal(1), reader.GetInstant(2)));
    }

    /// <inheritdoc cref="IBucketDatabase.FindClaimsAsync"/>
    public async Task<IReadOnlyList<IdempotentRequest?>> FindClaimsAsync(IReadOnlyList<IdempotentRequest> requests)
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add(ReadClaims)
            .WithEach(NpgsqlDbType.Bigint, requests, request => request.MetricId)
            .WithEach(NpgsqlDbType.Text, requests, request => request.IdempotencyKey);
        return await ReadEachAsync(batch, requests, (request, reader) => request with { BodyHash = reader.GetString(1), ReceivedAt = reader.GetInstant(2) });
    }

    /// <inheritdoc cref="IBucketDatabase.GetTimeAsync"/>
    public async Task<Instant> GetTimeAsync()
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add("SELECT now()");
        var now = default(Instant);
        await batch.RunAsync(pool, reader => now = reader.GetInstant(0));
        return now;
    }

    /// <summary>Each row of the result begins with the position, from 1, of the key it belongs to.</summary>
    private async Task<IReadOnlyList<TRow?>> ReadEachAsync<TKey, TRow>(
        NpgsqlBatch batch, IReadOnlyList<TKey> keys, Func<TKey, NpgsqlDataReader, TRow> read)
        where TRow : class
    {
        var rows = new TRow?[keys.Count];
        await batch.RunAsync(pool, reader =>
        {
            var index = (int)reader.GetInt64(0) - 1;
            rows[index] = read(keys[index], reader);
        });
        return rows;
    }
}

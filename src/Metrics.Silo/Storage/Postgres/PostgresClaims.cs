using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>Records requests with an idempotency key, unless earlier ones are recorded, and reads those that are.</summary>
internal sealed class PostgresClaims(NpgsqlDataSource pool)
{
    // The update changes nothing; it makes the statement return the row that was there, even one that another transaction
    // inserted a moment ago. In the order of the keys, so that no two batches wait for each other. Where a batch holds a key
    // twice, the first one is the claim.
    private const string Claim = """
        INSERT INTO idempotent_requests AS recorded (metric_id, idempotency_key, body_hash, received_at)
        SELECT DISTINCT ON (r.metric_id, r.idempotency_key COLLATE "C") r.metric_id, r.idempotency_key, r.body_hash, r.received_at
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS r (metric_id, idempotency_key, body_hash, received_at, position)
        WHERE r.metric_id <> ALL (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($1)))
        ORDER BY r.metric_id, r.idempotency_key COLLATE "C", r.position
        ON CONFLICT (metric_id, idempotency_key) DO UPDATE SET body_hash = recorded.body_hash
        RETURNING metric_id, idempotency_key, body_hash, received_at
        """;

    /// <inheritdoc cref="IBucketDatabase.ClaimAsync"/>
    public async Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests)
    {
        await using var batch = PostgresBatch.CreateWriter();
        batch.Add(Claim)
            .WithEach(NpgsqlDbType.Bigint, requests, request => request.MetricId)
            .WithEach(NpgsqlDbType.Text, requests, request => request.IdempotencyKey)
            .WithEach(NpgsqlDbType.Text, requests, request => request.BodyHash)
            .WithEach(NpgsqlDbType.TimestampTz, requests, request => request.ReceivedAt.ToDateTimeUtc());

        var recorded = new Dictionary<(long, string), IdempotentRequest>(requests.Count);
        await batch.RunAsync(pool, reader =>
        {
            var row = new IdempotentRequest(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInstant(3));
            recorded.Add((row.MetricId, row.IdempotencyKey), row);
        });
        return [.. requests.Select(request => recorded.GetValueOrDefault((request.MetricId, request.IdempotencyKey)))];
    }
}

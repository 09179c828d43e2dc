using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>The keys of metrics: admits new ones, doubts those whose values were deleted, and removes those that are unused.</summary>
internal sealed class PostgresKeys(NpgsqlDataSource pool)
{
    /// <summary>How many keys in doubt are looked at in one transaction, which deletes those without values.</summary>
    private const int SweepChunk = 1_000;

    /// <summary>How many keys are looked at in one transaction, which only marks those without values.</summary>
    private const int DoubtChunk = 10_000;

    /// <summary>
    /// Tells the new keys and the refused ones by their positions. Those that have values are let in whatever the limit: they may
    /// have been there before keys were recorded. Each probe of the aggregates goes by an index; the offset keeps the planner from joining.
    /// </summary>
    private const string Admit = """
        WITH wanted AS MATERIALIZED
        (
            SELECT w.metric_id, w.key, w.position, known.is_doubted
            FROM unnest($1, $2) WITH ORDINALITY AS w (metric_id, key, position)
            LEFT JOIN LATERAL (
                SELECT k.unused_since IS NOT NULL AS is_doubted FROM metric_keys k
                WHERE k.metric_id = w.metric_id AND k.key = w.key LIMIT 1) known ON true
            WHERE w.metric_id <> ALL (ARRAY(SELECT d.metric_id FROM deleted_metrics d WHERE d.metric_id = ANY ($1)))
        ),
        open AS MATERIALIZED
        (
            SELECT w.metric_id, w.key, w.position, w.is_doubted IS NULL AS is_new,
                EXISTS (SELECT 1 FROM metric_buckets b WHERE b.metric_id = w.metric_id AND b.key = w.key OFFSET 0) AS is_used
            FROM wanted w WHERE w.is_doubted IS NOT FALSE
        ),
        ranked AS
        (
            SELECT o.*, row_number() OVER (PARTITION BY o.metric_id ORDER BY o.is_used DESC, o.position)
                + coalesce((SELECT c.count FROM metric_key_counts c WHERE c.metric_id = o.metric_id), 0) AS number
            FROM open o WHERE o.is_new
        ),
        accepted AS MATERIALIZED (SELECT r.metric_id, r.key, r.position, r.is_used FROM ranked r WHERE r.is_used OR r.number <= $4),
        written AS
        (
            INSERT INTO metric_keys (metric_id, key, unused_since)
            SELECT w.metric_id, w.key, CASE WHEN w.is_used THEN NULL ELSE $3 END
            FROM (SELECT a.metric_id, a.key, a.is_used FROM accepted a
                  UNION ALL SELECT o.metric_id, o.key, o.is_used FROM open o WHERE NOT o.is_new) w
            ON CONFLICT (metric_id, key) DO UPDATE SET unused_since = excluded.unused_since
        ),
        counted AS
        (
            INSERT INTO metric_key_counts AS c (metric_id, count)
            SELECT a.metric_id, count(*) FROM accepted a GROUP BY a.metric_id
            ON CONFLICT (metric_id) DO UPDATE SET count = c.count + excluded.count
        )
        SELECT r.position, r.number > $4 FROM ranked r WHERE NOT r.is_used
        """;

    private const string Doubt = """
        WITH chunk AS MATERIALIZED
        (
            SELECT k.key, k.unused_since IS NULL
                AND NOT EXISTS (SELECT 1 FROM metric_buckets b WHERE b.metric_id = k.metric_id AND b.key = k.key OFFSET 0) AS is_unused
            FROM metric_keys k WHERE k.metric_id = $1 AND k.key > $3 ORDER BY k.key LIMIT $4
        ),
        doubted AS
        (
            UPDATE metric_keys k SET unused_since = $2
            WHERE k.metric_id = $1 AND k.key = ANY (ARRAY(SELECT c.key FROM chunk c WHERE c.is_unused))
        )
        SELECT c.key FROM chunk c ORDER BY c.key OFFSET $4 - 1
        """;

    private const string FindDoubted = "SELECT k.metric_id FROM metric_keys k WHERE k.unused_since < $1 ORDER BY k.unused_since LIMIT 1";

    private const string Sweep = """
        WITH doubted AS MATERIALIZED
        (
            SELECT k.key, EXISTS (SELECT 1 FROM metric_buckets b WHERE b.metric_id = k.metric_id AND b.key = k.key OFFSET 0) AS is_used
            FROM metric_keys k WHERE k.metric_id = $1 AND k.unused_since < $2 LIMIT $3
        ),
        kept AS
        (
            UPDATE metric_keys k SET unused_since = NULL
            WHERE k.metric_id = $1 AND k.key = ANY (ARRAY(SELECT d.key FROM doubted d WHERE d.is_used))
        ),
        removed AS
        (
            DELETE FROM metric_keys k
            WHERE k.metric_id = $1 AND k.key = ANY (ARRAY(SELECT d.key FROM doubted d WHERE NOT d.is_used)) RETURNING 1
        ),
        counted AS (UPDATE metric_key_counts SET count = count - (SELECT count(*) FROM removed) WHERE metric_id = $1)
        SELECT count(*) FROM removed
        """;

    private const string CountMost = "SELECT coalesce(max(c.count), 0) FROM metric_key_counts c";

    /// <inheritdoc cref="IBucketDatabase.AdmitKeysAsync"/>
    public async Task<KeyAdmission> AdmitAsync(IReadOnlyList<MetricKey> keys, long limit, Instant now)
    {
        if (keys.Count == 0)
        {
            return KeyAdmission.Empty;
        }

        await using var batch = PostgresBatch.CreateKeyWriter([.. keys.Select(key => key.MetricId).Distinct()]);
        batch.Add(Admit)
            .WithEach(NpgsqlDbType.Bigint, keys, key => key.MetricId)
            .WithEach(NpgsqlDbType.Text, keys, key => key.Key)
            .With(NpgsqlDbType.TimestampTz, now.ToDateTimeUtc())
            .With(NpgsqlDbType.Bigint, limit);
        var (refused, added) = (new List<MetricKey>(), new List<MetricKey>());
        await batch.RunAsync(pool, reader => (reader.GetBoolean(1) ? refused : added).Add(keys[(int)reader.GetInt64(0) - 1]));
        return new KeyAdmission(refused, added);
    }

    /// <summary>Doubts those of some keys of the metric that have no values now.</summary>
    /// <param name="metricId">The metric.</param>
    /// <param name="after">The key after which to begin; the empty one to begin with.</param>
    /// <param name="now">Since when they are in doubt.</param>
    /// <returns>The last key that was looked at; null where it was the last of all.</returns>
    public async Task<string?> DoubtUnusedAsync(long metricId, string after, Instant now)
    {
        await using var batch = PostgresBatch.CreateKeyWriter([metricId]);
        batch.Add(Doubt)
            .With(NpgsqlDbType.Bigint, metricId)
            .With(NpgsqlDbType.TimestampTz, now.ToDateTimeUtc())
            .With(NpgsqlDbType.Text, after)
            .With(NpgsqlDbType.Integer, DoubtChunk);
        string? last = null;
        await batch.RunAsync(pool, reader => last = reader.GetString(0));
        return last;
    }

    /// <inheritdoc cref="IBucketDatabase.CountMostKeysAsync"/>
    public async Task<long> CountMostAsync()
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add(CountMost);
        long most = 0;
        await batch.RunAsync(pool, reader => most = reader.GetInt64(0));
        return most;
    }

    /// <summary>A metric with keys that are in doubt since before this moment; null where there is none.</summary>
    public async Task<long?> FindDoubtedAsync(Instant before)
    {
        await using var batch = PostgresBatch.CreateReader();
        batch.Add(FindDoubted).With(NpgsqlDbType.TimestampTz, before.ToDateTimeUtc());
        long? metric = null;
        await batch.RunAsync(pool, reader => metric = reader.GetInt64(0));
        return metric;
    }

    /// <summary>Of some keys of the metric that are in doubt since before this moment, removes those without values.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<long> SweepAsync(long metricId, Instant before)
    {
        await using var batch = PostgresBatch.CreateKeyWriter([metricId]);
        batch.Add(Sweep)
            .With(NpgsqlDbType.Bigint, metricId)
            .With(NpgsqlDbType.TimestampTz, before.ToDateTimeUtc())
            .With(NpgsqlDbType.Integer, SweepChunk);
        long removed = 0;
        await batch.RunAsync(pool, reader => removed = reader.GetInt64(0));
        return removed;
    }
}

using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Builds statements over arrays. The statements of a batch go to the server in one round trip and are one transaction,
/// which is on disk when the last result has been read.
/// </summary>
internal static class PostgresBatch
{
    /// <summary>
    /// Settings for the transaction. The arrays hold anything from one element to thousands, and a plan is kept while the table
    /// grows under it; so the planner must not guess from what it sees today. Every lookup here is by primary key.
    /// </summary>
    private const string ByKey = "set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    /// <summary>
    /// How long a deletion waits for its lock at a time. Writers that come meanwhile queue up behind it, in every silo. Where a writer before
    /// it does not end, such as one of a silo that is lost, they must not wait until the server has noticed that.
    /// </summary>
    private const string LongestWait = "1s";

    /// <summary>A batch whose statements look rows up by primary key.</summary>
    public static NpgsqlBatch CreateReader() => Create($"SELECT {ByKey}");

    /// <summary>A batch whose statements see every metric that is deleted by then, and during which none is deleted.</summary>
    public static NpgsqlBatch CreateWriter() => Create($"SELECT {ByKey}, pg_advisory_xact_lock_shared({PostgresLocks.Deletion})");

    /// <summary>As <see cref="CreateWriter"/>, and one at a time for each of the metrics.</summary>
    /// <param name="metricIds">The metrics, in ascending order.</param>
    public static NpgsqlBatch CreateKeyWriter(long[] metricIds)
    {
        var batch = new NpgsqlBatch();
        batch.Add($"""
            SELECT {ByKey}, pg_advisory_xact_lock_shared({PostgresLocks.Deletion}),
                pg_advisory_xact_lock({PostgresLocks.Keys}, (m.id % 2147483647)::integer)
            FROM unnest($1) AS m (id)
            """)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Bigint, metricIds);
        return batch;
    }

    /// <summary>
    /// A batch that begins when all writers before it have ended, and during which no other begins. It fails in passing, and changes nothing,
    /// where they do not end within <see cref="LongestWait"/>.
    /// </summary>
    public static NpgsqlBatch CreateExclusive() =>
        Create($"SELECT set_config('lock_timeout', '{LongestWait}', true), pg_advisory_xact_lock({PostgresLocks.Deletion})");

    /// <summary>Adds a statement and returns its parameters, to be added in the order $1, $2, ...</summary>
    public static NpgsqlParameterCollection Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    /// <summary>Adds a single value.</summary>
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
        return parameters;
    }

    /// <summary>Adds an array with one element for each item.</summary>
    public static NpgsqlParameterCollection WithEach<TItem, T>(
        this NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, T> select)
    {
        var values = new T[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = select(items[i]);
        }

        return parameters.With(NpgsqlDbType.Array | type, values);
    }

    /// <summary>
    /// Adds an array of numbers, with one element for each item; where none has one, no array at all. A batch mostly is of one
    /// aggregation type, and <c>unnest</c> takes the one for the other, at a fraction of the cost.
    /// </summary>
    public static NpgsqlParameterCollection WithNumbers<TItem>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TItem> items, Func<TItem, decimal?> select)
    {
        if (items.Any(item => select(item) is not null))
        {
            return parameters.WithEach(NpgsqlDbType.Numeric, items, select);
        }

        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric, Value = DBNull.Value });
        return parameters;
    }

    /// <summary>Adds the primary key of <c>metric_buckets</c> as three arrays: metric, start, key.</summary>
    public static NpgsqlParameterCollection WithKeys<TItem>(
        this NpgsqlParameterCollection parameters, IReadOnlyList<TItem> items, Func<TItem, BucketKey> select) => parameters
        .WithEach(NpgsqlDbType.Bigint, items, item => select(item).MetricId)
        .WithEach(NpgsqlDbType.TimestampTz, items, item => select(item).BucketStart.ToDateTimeUtc())
        .WithEach(NpgsqlDbType.Text, items, item => select(item).Key);

    /// <summary>Runs the batch to its end, which is where a failed commit shows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="pool">Where the connection comes from.</param>
    /// <param name="read">Takes each row that the statements return.</param>
    /// <returns>How many rows all statements together have written or deleted.</returns>
    public static async Task<int> RunAsync(this NpgsqlBatch batch, NpgsqlDataSource pool, Action<NpgsqlDataReader>? read = null)
    {
        await using var connection = await pool.OpenConnectionAsync();
        batch.Connection = connection;

        // A round trip of its own, but only once on each connection: from then on the driver knows the statements by their text.
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();

        // The first result is that of the statement that only prepares the transaction.
        while (await reader.NextResultAsync())
        {
            while (await reader.ReadAsync())
            {
                read?.Invoke(reader);
            }
        }

        return reader.RecordsAffected;
    }

    /// <summary>Reads a time. PostgreSQL keeps microseconds.</summary>
    public static Instant GetInstant(this NpgsqlDataReader reader, int column) => Instant.FromDateTimeUtc(reader.GetDateTime(column));

    private static NpgsqlBatch Create(string preparation)
    {
        var batch = new NpgsqlBatch();
        batch.Add(preparation);
        return batch;
    }
}

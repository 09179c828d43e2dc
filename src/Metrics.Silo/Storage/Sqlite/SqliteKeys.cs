using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>
/// The keys of metrics, over the connection that writes: admits new ones, doubts those whose values were deleted, and removes
/// those that are unused. Not thread-safe.
/// </summary>
internal sealed class SqliteKeys(SqliteConnection connection)
{
    private const string HasValues = "EXISTS (SELECT 1 FROM metric_buckets b WHERE b.metric_id = k.metric_id AND b.key = k.key)";

    private const string FindMetric = """
        SELECT EXISTS (SELECT 1 FROM deleted_metrics WHERE metric_id = $metric),
               coalesce((SELECT count FROM metric_key_counts WHERE metric_id = $metric), 0)
        """;

    private const string Find = $"""
        SELECT (SELECT m.unused_since IS NOT NULL FROM metric_keys m WHERE m.metric_id = k.metric_id AND m.key = k.key), {HasValues}
        FROM (SELECT $metric AS metric_id, $key AS key) k
        """;

    private const string Add = "INSERT INTO metric_keys (metric_id, key, unused_since) VALUES ($metric, $key, $unused_since)";

    private const string Count = """
        INSERT INTO metric_key_counts (metric_id, count) VALUES ($metric, $count) ON CONFLICT DO UPDATE SET count = count + excluded.count
        """;

    private const string Settle = "UPDATE metric_keys SET unused_since = $unused_since WHERE metric_id = $metric AND key = $key";

    private const string Remove = """
        UPDATE metric_key_counts SET count = count - 1 WHERE metric_id = $metric;
        DELETE FROM metric_keys WHERE metric_id = $metric AND key = $key;
        """;

    private const string FindLast = "SELECT key FROM metric_keys WHERE metric_id = $metric AND key > $after ORDER BY key LIMIT 1 OFFSET $limit - 1";

    private const string Doubt = $"""
        UPDATE metric_keys AS k SET unused_since = $now
        WHERE k.metric_id = $metric AND k.key > $after AND ($last IS NULL OR k.key <= $last) AND k.unused_since IS NULL AND NOT {HasValues}
        """;

    private const string FindDoubted = $"""
        SELECT k.metric_id, k.key, {HasValues} FROM metric_keys k WHERE k.unused_since < $before ORDER BY k.unused_since LIMIT $limit
        """;

    /// <inheritdoc cref="IBucketDatabase.AdmitKeysAsync"/>
    public KeyAdmission Admit(IReadOnlyList<MetricKey> keys, long limit, long now)
    {
        // Nothing waits for the disk here: the log is one file, and whatever is committed after the keys syncs it with them in it.
        Run("PRAGMA synchronous = NORMAL");
        try
        {
            return AdmitInOneTransaction(keys, limit, now);
        }
        finally
        {
            Run("PRAGMA synchronous = FULL");
        }
    }

    /// <summary>Doubts those of some keys of the metric that have no values now.</summary>
    /// <param name="metricId">The metric.</param>
    /// <param name="after">The key after which to begin; the empty one to begin with.</param>
    /// <param name="limit">How many keys to look at.</param>
    /// <param name="now">Since when they are in doubt.</param>
    /// <returns>The last key that was looked at; null where that was the last of all.</returns>
    public string? DoubtUnused(long metricId, string after, int limit, long now)
    {
        using var command = connection.CreateCommand();
        command.CommandText = FindLast;
        command.Parameters.AddWithValue("$metric", metricId);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        var last = (string?)command.ExecuteScalar();
        command.CommandText = Doubt;
        command.Parameters.AddWithValue("$last", (object?)last ?? DBNull.Value);
        command.Parameters.AddWithValue("$now", now);
        command.ExecuteNonQuery();
        return last;
    }

    /// <summary>Of up to <paramref name="limit"/> keys that are in doubt since before this moment, removes those without values.</summary>
    /// <returns>How many were looked at, and how many of them were removed.</returns>
    public (int Seen, int Removed) Sweep(long before, int limit)
    {
        using var transaction = connection.BeginTransaction();
        var doubted = ReadDoubted(transaction, before, limit);
        using var settle = new KeyCommand(transaction, Settle);
        using var remove = new KeyCommand(transaction, Remove);
        foreach (var (key, isUsed) in doubted)
        {
            (isUsed ? settle : remove).Execute(key, null);
        }

        transaction.Commit();
        return (doubted.Count, doubted.Count(key => !key.IsUsed));
    }

    /// <inheritdoc cref="IBucketDatabase.CountMostKeysAsync"/>
    public long CountMost()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(count), 0) FROM metric_key_counts";
        return (long)command.ExecuteScalar()!;
    }

    private KeyAdmission AdmitInOneTransaction(IReadOnlyList<MetricKey> keys, long limit, long now)
    {
        using var transaction = connection.BeginTransaction();
        using var find = new KeyCommand(transaction, Find);
        using var add = new KeyCommand(transaction, Add);
        using var settle = new KeyCommand(transaction, Settle);
        var (refused, added) = (new List<MetricKey>(), new List<MetricKey>());
        foreach (var metric in keys.GroupBy(key => key.MetricId))
        {
            var (isDeleted, before) = ReadMetric(transaction, metric.Key);
            if (isDeleted)
            {
                continue;
            }

            var count = before;
            foreach (var key in metric)
            {
                switch (find.ReadOne(key))
                {
                    case (IsDoubted: true, var isUsed):
                        settle.Execute(key, isUsed ? null : now);
                        break;
                    case (IsDoubted: null, IsUsed: true):
                        add.Execute(key, null);
                        count++;
                        break;
                    case (IsDoubted: null, _) when count < limit:
                        add.Execute(key, now);
                        added.Add(key);
                        count++;
                        break;
                    case (IsDoubted: null, _):
                        refused.Add(key);
                        break;
                }
            }

            if (count > before)
            {
                AddToCount(transaction, metric.Key, count - before);
            }
        }

        transaction.Commit();
        return new KeyAdmission(refused, added);
    }

    private (bool IsDeleted, long Count) ReadMetric(SqliteTransaction transaction, long metricId)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (FindMetric, transaction);
        command.Parameters.AddWithValue("$metric", metricId);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetBoolean(0), reader.GetInt64(1));
    }

    private void AddToCount(SqliteTransaction transaction, long metricId, long number)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (Count, transaction);
        command.Parameters.AddWithValue("$metric", metricId);
        command.Parameters.AddWithValue("$count", number);
        command.ExecuteNonQuery();
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<(MetricKey Key, bool IsUsed)> ReadDoubted(SqliteTransaction transaction, long before, int limit)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (FindDoubted, transaction);
        command.Parameters.AddWithValue("$before", before);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var keys = new List<(MetricKey, bool)>();
        while (reader.Read())
        {
            keys.Add((new MetricKey(reader.GetInt64(0), reader.GetString(1)), reader.GetBoolean(2)));
        }

        return keys;
    }

    /// <summary>A statement about one key, for many of them.</summary>
    private sealed class KeyCommand : IDisposable
    {
        private readonly SqliteCommand _command;
        private readonly SqliteParameter _metric;
        private readonly SqliteParameter _key;
        private readonly SqliteParameter _unusedSince;

        public KeyCommand(SqliteTransaction transaction, string sql)
        {
            _command = transaction.Connection!.CreateCommand();
            (_command.CommandText, _command.Transaction) = (sql, transaction);
            _metric = _command.Parameters.Add("$metric", SqliteType.Integer);
            _key = _command.Parameters.Add("$key", SqliteType.Text);
            _unusedSince = _command.Parameters.Add("$unused_since", SqliteType.Integer);
            _unusedSince.Value = DBNull.Value;
        }

        public void Execute(MetricKey key, long? unusedSince)
        {
            (_metric.Value, _key.Value, _unusedSince.Value) = (key.MetricId, key.Key, unusedSince is { } time ? time : DBNull.Value);
            _command.ExecuteNonQuery();
        }

        /// <summary>The row of <see cref="Find"/>; in doubt is null for a key that is not there.</summary>
        public (bool? IsDoubted, bool IsUsed) ReadOne(MetricKey key)
        {
            (_metric.Value, _key.Value) = (key.MetricId, key.Key);
            using var reader = _command.ExecuteReader();
            reader.Read();
            return (reader.IsDBNull(0) ? null : reader.GetBoolean(0), reader.GetBoolean(1));
        }

        public void Dispose() => _command.Dispose();
    }
}

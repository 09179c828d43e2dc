using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Reads of many aggregates in a SQLite file, over a few connections that never write.</summary>
internal class SqliteQueries : BucketQueries, IAsyncDisposable
{
    /// <summary>How many reads run at a time; the others wait for them.</summary>
    private const int Connections = 3;

    /// <summary>How many keys are looked up one by one. With more, the rows of the range are gone through.</summary>
    private const int MaxMerged = 50;

    private readonly Lazy<SqliteWorker<SqliteConnection>>[] _workers;
    private readonly Channel<Lazy<SqliteWorker<SqliteConnection>>> _idle = Channel.CreateUnbounded<Lazy<SqliteWorker<SqliteConnection>>>();

    public SqliteQueries(SqliteFile file)
    {
        // Each is opened by the first read that gets it. Where that fails the read fails, as any other would, and the next one tries again.
        _workers = [.. Enumerable.Range(1, Connections).Select(i => new Lazy<SqliteWorker<SqliteConnection>>(
            () => new SqliteWorker<SqliteConnection>($"SQLite query {i}", Open(file)), LazyThreadSafetyMode.PublicationOnly))];
        foreach (var worker in _workers)
        {
            _idle.Writer.TryWrite(worker);
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit)
    {
        // Numbers are text here, which SQLite would not put into the order of numbers. The sums are asked for by nobody, so they need not fit
        // into a decimal.
        var type = selection.AggregationType;
        var sums = await RunAsync(
            Select($"key, {SumOf(type)}", selection, "GROUP BY key ORDER BY key"),
            reader => (Key: reader.GetString(0), Sum: ExactDecimal.ParseScaled(reader.GetString(1))));
        return [.. sums.OrderByDescending(sum => sum.Sum).Take(limit).Select(sum => sum.Key)];
    }

    /// <summary>
    /// From key to key along the index, whatever the number of buckets: the first row of the next key is that of its latest bucket.
    /// </summary>
    public override async Task<IReadOnlyList<DataPoint>> ReadLatestAsync(long metricId, AggregationType type, string? after, int limit)
    {
        string Next(string beyond) => $"""
            SELECT bucket_start, key, count, {ColumnsOf(type)} FROM metric_buckets
            WHERE metric_id = @metric AND key {beyond} @after ORDER BY key, bucket_start DESC LIMIT 1
            """;
        return await OnConnectionAsync(connection =>
        {
            var points = new List<DataPoint>();
            var from = new SqlQuery(Next(after is null ? ">=" : ">")).With("metric", metricId).With("after", after ?? "");
            using var first = from.CreateCommand(connection);
            using var next = new SqlQuery(Next(">")).With("metric", metricId).With("after", "").CreateCommand(connection);
            for (var command = first; points.Count < limit; command = next)
            {
                using var reader = command.ExecuteReader();
                if (!reader.Read())
                {
                    break;
                }

                points.Add(new DataPoint(GetInstant(reader, 0), reader.GetString(1), GetValue(reader, type), reader.GetInt64(2)));
                next.Parameters["after"].Value = points[^1].Key;
            }

            return points;
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Where(worker => worker.IsValueCreated))
        {
            await worker.Value.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<T>> RunAsync<T>(SqlQuery query, Func<DbDataReader, T> read) => await OnConnectionAsync(connection =>
    {
        using var command = query.CreateCommand(connection);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    });

    /// <summary>
    /// SQLite knows nothing of how many keys there are, and takes the table itself for as good as an index that leads to one of them. So the
    /// index is named. Several keys whose rows are read in order are looked up one by one: SQLite merges what is in order already, where it
    /// would gather and sort the rows of a list of keys.
    /// </summary>
    protected override string RowsOf(BucketSelection selection, string condition, bool isInOrder)
    {
        string Of(string key) => $"metric_buckets INDEXED BY metric_buckets_by_key WHERE {condition} AND key = {key}";
        switch (selection.Keys)
        {
            // The empty key is the only one of its metric, and the primary key finds it as well.
            case { Count: 1 } keys when keys.First().Length > 0:
                return Of("@key");

            case { Count: > 1 and <= MaxMerged } keys when isInOrder:
                var each = Enumerable.Range(0, keys.Count).Select(i => $"SELECT * FROM {Of($"json_extract(@keys, '$[{i}]')")}");

                // To make groups SQLite would gather and sort as well, unless what it groups is limited, and so has to be in order by itself.
                var order = selection.IsSummed ? $"ORDER BY bucket_start {(selection.IsDescending ? "DESC" : "ASC")} LIMIT -1" : "";
                return $"({string.Join(" UNION ALL ", each)} {order})";

            // To count, or to find the largest, no order is needed; but SQLite would go through all keys of the range to have groups in theirs.
            case { Count: > 1 and <= MaxMerged }:
                return $"metric_buckets INDEXED BY metric_buckets_by_key WHERE {condition} AND {IsKeyIn("@keys")}";

            default:
                return base.RowsOf(selection, condition, isInOrder);
        }
    }

    /// <inheritdoc/>
    protected override string IsKeyIn(string parameter) => $"key IN (SELECT value FROM json_each({parameter}))";

    /// <inheritdoc/>
    protected override string SumOf(AggregationType type) => type switch
    {
        AggregationType.Average => $"{SqliteSums.OfQuotients}(weighted_sum, weight)",
        _ => $"{SqliteSums.Exact}({ColumnOf(type)})",
    };

    /// <inheritdoc/>
    protected override object ToColumn(Instant instant) => instant.ToUnixTimeSeconds();

    /// <inheritdoc/>
    protected override object ToColumn(IReadOnlyCollection<string> keys) => JsonSerializer.Serialize(keys);

    /// <inheritdoc/>
    protected override Instant GetInstant(DbDataReader reader, int column) => Instant.FromUnixTimeSeconds(reader.GetInt64(column));

    /// <inheritdoc/>
    protected override decimal GetNumber(DbDataReader reader, int column) => SqliteDecimal.Read(reader, column);

    private static SqliteConnection Open(SqliteFile file)
    {
        var connection = file.Open();
        SqliteSums.AddTo(connection);
        return connection;
    }

    private async Task<T> OnConnectionAsync<T>(Func<SqliteConnection, T> function)
    {
        var worker = await _idle.Reader.ReadAsync();
        try
        {
            return await worker.Value.RunAsync(function);
        }
        finally
        {
            _idle.Writer.TryWrite(worker);
        }
    }
}

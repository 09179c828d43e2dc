using System.Data.Common;
using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>
/// The reads in SQL that both databases understand, but for what each kind adds. One key over a long time is served by the
/// index <c>metric_buckets_by_key</c>, all keys of a bucket by the primary key.
/// </summary>
internal abstract class BucketQueries : IBucketQueries
{
    /// <summary>The tables with rows of metrics, each with an index that begins with <c>metric_id</c>.</summary>
    private static readonly string[] TablesOfMetrics =
        ["metric_buckets", "bucket_receipts", "idempotent_requests", "metric_keys", "metric_key_counts", "deleted_metrics"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<DataPoint>> ReadAsync(BucketSelection selection, DataPoint? after, int skip, int limit)
    {
        var type = selection.AggregationType;
        var direction = selection.IsDescending ? "DESC" : "ASC";
        var (columns, order) = selection.IsSummed
            ? ($"bucket_start, '', CAST(sum(count) AS bigint), {SumOf(type)}", $"GROUP BY bucket_start ORDER BY bucket_start {direction}")
            : ($"bucket_start, key, count, {ColumnsOf(type)}", $"ORDER BY bucket_start {direction}, key {direction}");
        var query = Select(columns, selection, $"{order} LIMIT @limit OFFSET @skip", after, isInOrder: true).With("limit", limit).With("skip", skip);
        return RunAsync(query, reader => new DataPoint(
            GetInstant(reader, 0), reader.GetString(1), selection.IsSummed ? GetSum(reader, type) : GetValue(reader, type), reader.GetInt64(2)));
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(BucketSelection selection)
    {
        var query = selection.IsSummed
            ? Select("count(*) FROM (SELECT 1", selection, "GROUP BY bucket_start) AS buckets")
            : Select("count(*)", selection);
        return (await RunAsync(query, reader => reader.GetInt64(0)))[0];
    }

    /// <inheritdoc/>
    public async Task<(Instant First, Instant Last)?> FindEndsAsync(BucketSelection selection) =>
        (await RunAsync<(Instant, Instant)?>(
            Select("min(bucket_start), max(bucket_start)", selection),
            reader => reader.IsDBNull(0) ? null : (GetInstant(reader, 0), GetInstant(reader, 1))))[0];

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindKeysAsync(BucketSelection selection, int limit) => RunAsync(
        Select("key", selection, "GROUP BY key ORDER BY key LIMIT @limit").With("limit", limit), reader => reader.GetString(0));

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<DataPoint>> ReadLatestAsync(long metricId, AggregationType type, string? after, int limit);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBucket>> ReadAggregatesAsync(long metricId, BucketKey? after, int limit)
    {
        var from = after is null ? "" : "AND (bucket_start, key) > (@after_start, @after_key)";
        var query = new SqlQuery($"""
            SELECT bucket_start, key, {AggregateColumns.All}
            FROM metric_buckets WHERE metric_id = @metric {from} ORDER BY bucket_start, key LIMIT @limit
            """).With("metric", metricId).With("limit", limit);
        if (after is { } key)
        {
            query.With("after_start", ToColumn(key.BucketStart)).With("after_key", key.Key);
        }

        Func<DbDataReader, int, decimal> getNumber = GetNumber;
        return RunAsync(query, reader => new StoredBucket(
            new BucketKey(metricId, GetInstant(reader, 0), reader.GetString(1)), AggregateColumns.Read(reader, 2, getNumber)));
    }

    /// <inheritdoc/>
    public async Task<long> FindLastMetricAsync(long last)
    {
        // Only beyond the last one, where there is nothing as a rule: all that a deleted metric had may still lie before it in the index.
        var each = TablesOfMetrics.Select(table => $"SELECT max(metric_id) AS metric_id FROM {table} WHERE metric_id > @last");
        var query = new SqlQuery($"SELECT max(metric_id) FROM ({string.Join(" UNION ALL ", each)}) AS ids").With("last", last);
        return (await RunAsync(query, reader => reader.IsDBNull(0) ? last : reader.GetInt64(0)))[0];
    }

    /// <summary>Runs a query to its end.</summary>
    protected abstract Task<IReadOnlyList<T>> RunAsync<T>(SqlQuery query, Func<DbDataReader, T> read);

    /// <summary>
    /// What stands behind FROM: the rows for which a condition holds and whose key is one of those of the selection, if it has some. They are in
    /// the parameter <c>@keys</c>, one alone in <c>@key</c>.
    /// </summary>
    /// <param name="selection">The selection.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="isInOrder">Whether they are read in the order of the selection, and most likely not to their end.</param>
    protected virtual string RowsOf(BucketSelection selection, string condition, bool isInOrder)
    {
        var isOneOfThese = selection.Keys switch
        {
            null => "",
            { Count: 1 } => "AND key = @key",
            _ => $"AND {IsKeyIn("@keys")}",
        };
        return $"metric_buckets WHERE {condition} {isOneOfThese}";
    }

    /// <summary>A condition: the key is one of the array in this parameter.</summary>
    protected abstract string IsKeyIn(string parameter);

    /// <summary>An expression: the exact sum of the values of all rows of a group, as text.</summary>
    protected abstract string SumOf(AggregationType type);

    /// <summary>A time as a parameter.</summary>
    protected abstract object ToColumn(Instant instant);

    /// <summary>Keys as an array in a parameter.</summary>
    protected abstract object ToColumn(IReadOnlyCollection<string> keys);

    /// <summary>A time.</summary>
    protected abstract Instant GetInstant(DbDataReader reader, int column);

    /// <summary>A decimal.</summary>
    protected abstract decimal GetNumber(DbDataReader reader, int column);

    /// <summary>The columns that make the value of one row, after its count; for <see cref="GetValue"/>.</summary>
    protected static string ColumnsOf(AggregationType type) => type switch
    {
        AggregationType.Average => "weighted_sum, weight",
        _ => ColumnOf(type),
    };

    /// <summary>The column that is the value of a row, for every type but Average.</summary>
    protected static string ColumnOf(AggregationType type) => type switch
    {
        AggregationType.Sum => "sum",
        AggregationType.Count => "count",
        AggregationType.Min => "min",
        AggregationType.Max => "max",
        AggregationType.First => "first",
        AggregationType.Last => "last",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Has no column of its own."),
    };

    /// <summary>A statement over the rows of a selection, or over what of them follows a data point in the order of the selection.</summary>
    protected SqlQuery Select(string columns, BucketSelection selection, string rest = "", DataPoint? after = null, bool isInOrder = false)
    {
        var (start, end) = BoundsOf(selection, after);
        var except = selection.Except.Count == 0 ? "" : $"AND NOT {IsKeyIn("@except")}";
        var rows = RowsOf(selection, $"metric_id = @metric AND {start} AND {end} {except}", isInOrder);
        var query = new SqlQuery($"SELECT {columns} FROM {rows} {rest}")
            .With("metric", selection.MetricId)
            .With("start", ToColumn(selection.Start))
            .With("end", ToColumn(selection.End));
        if (selection.Keys is { Count: 1 })
        {
            query.With("key", selection.Keys.First());
        }
        else if (selection.Keys is not null)
        {
            query.With("keys", ToColumn(selection.Keys));
        }

        if (after is { } point)
        {
            query.With("after_start", ToColumn(point.BucketStart)).With("after_key", point.Key);
        }

        return except.Length == 0 ? query : query.With("except", ToColumn(selection.Except));
    }

    /// <summary>
    /// Where rows begin and end. The data point that they follow takes the place of the bound on its side: SQLite looks rows up by one bound on
    /// each side, and with both would take the wider, and read for each piece what came before it.
    /// </summary>
    private static (string Start, string End) BoundsOf(BucketSelection selection, DataPoint? after)
    {
        const string start = "bucket_start >= @start";
        const string end = "bucket_start < @end";
        return (after, selection.IsSummed, selection.IsDescending) switch
        {
            (null, _, _) => (start, end),
            (_, true, false) => ("bucket_start > @after_start", end),
            (_, true, true) => (start, "bucket_start < @after_start"),
            (_, false, false) => ("(bucket_start, key) > (@after_start, @after_key)", end),
            (_, false, true) => (start, "(bucket_start, key) < (@after_start, @after_key)"),
        };
    }

    /// <summary>The value of a row, from the columns after its start, key and count.</summary>
    protected decimal GetValue(DbDataReader reader, AggregationType type) => type switch
    {
        AggregationType.Count => reader.GetInt64(3),
        AggregationType.Average => ExactDecimal.Divide(GetNumber(reader, 3), GetNumber(reader, 4)),
        _ => GetNumber(reader, 3),
    };

    /// <summary>As <see cref="GetValue"/>, where the rows of a bucket are added up. Only sums of averages may be rounded.</summary>
    /// <exception cref="AggregateOverflowException">It does not fit into a decimal.</exception>
    private static decimal GetSum(DbDataReader reader, AggregationType type) =>
        ExactDecimal.ParseSum(reader.GetString(3), isRounded: type == AggregationType.Average);
}

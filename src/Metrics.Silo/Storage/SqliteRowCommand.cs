using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage;

/// <summary>A statement that writes one row of <c>metric_buckets</c>, with a parameter for each of its columns.</summary>
internal sealed class SqliteRowCommand : IDisposable
{
    private readonly SqliteStatement _statement;
    private readonly int _metric;
    private readonly int _start;
    private readonly int _key;
    private readonly int _count;
    private readonly int _sum;
    private readonly int _weight;
    private readonly int _weightedSum;
    private readonly int _min;
    private readonly int _max;
    private readonly int _first;
    private readonly int _last;
    private readonly int _version;
    private readonly int _nextVersion;
    private readonly int _now;

    public SqliteRowCommand(SqliteConnection connection, string sql)
    {
        _statement = new SqliteStatement(connection, sql);
        _metric = _statement.Find("$metric");
        _start = _statement.Find("$start");
        _key = _statement.Find("$key");
        _count = _statement.Find("$count");
        _sum = _statement.Find("$sum");
        _weight = _statement.Find("$weight");
        _weightedSum = _statement.Find("$weighted_sum");
        _min = _statement.Find("$min");
        _max = _statement.Find("$max");
        _first = _statement.Find("$first");
        _last = _statement.Find("$last");
        _version = _statement.Find("$version");
        _nextVersion = _statement.Find("$next_version");
        _now = _statement.Find("$now");
    }

    /// <summary>Whether the statement wrote the row.</summary>
    public bool Execute(BucketRow row, long now)
    {
        var (key, aggregate) = (row.Key, row.Aggregate);
        _statement.Bind(_metric, key.MetricId);
        _statement.Bind(_start, key.BucketStart.ToUnixTimeSeconds());
        _statement.Bind(_key, key.Key);
        _statement.Bind(_count, aggregate.Count);
        _statement.Bind(_sum, aggregate.Sum);
        _statement.Bind(_weight, aggregate.Weight);
        _statement.Bind(_weightedSum, aggregate.WeightedSum);
        _statement.Bind(_min, aggregate.Min);
        _statement.Bind(_max, aggregate.Max);
        _statement.Bind(_first, aggregate.First);
        _statement.Bind(_last, aggregate.Last);
        _statement.Bind(_version, row.Version);
        _statement.Bind(_nextVersion, row.NextVersion);
        _statement.Bind(_now, now);
        return _statement.Execute() == 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();
}

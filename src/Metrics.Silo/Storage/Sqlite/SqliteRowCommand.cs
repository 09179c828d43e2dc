using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>A statement that writes one row of <c>metric_buckets</c>, with a parameter for each of its columns.</summary>
internal sealed class SqliteRowCommand(SqliteConnection connection, string sql) : IDisposable
{
    private readonly SqliteStatement _statement = new(
        connection,
        sql,
        "$metric", "$start", "$key",
        "$count", "$sum", "$weight", "$weighted_sum", "$min", "$max", "$first", "$last",
        "$version", "$next_version", "$now");

    /// <summary>Whether the statement wrote the row.</summary>
    public bool Execute(BucketRow row, long now)
    {
        _statement.Bind(0, row.Key.MetricId);
        _statement.Bind(1, row.Key.BucketStart.ToUnixTimeSeconds());
        _statement.Bind(2, row.Key.Key);
        _statement.Bind(3, row.Aggregate.Count);
        _statement.Bind(4, row.Aggregate.Sum);
        _statement.Bind(5, row.Aggregate.Weight);
        _statement.Bind(6, row.Aggregate.WeightedSum);
        _statement.Bind(7, row.Aggregate.Min);
        _statement.Bind(8, row.Aggregate.Max);
        _statement.Bind(9, row.Aggregate.First);
        _statement.Bind(10, row.Aggregate.Last);
        _statement.Bind(11, row.Version);
        _statement.Bind(12, row.NextVersion);
        _statement.Bind(13, now);
        return _statement.Execute() == 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();
}

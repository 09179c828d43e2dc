using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>The primary key of <c>metric_buckets</c> as parameters <c>$metric</c>, <c>$start</c> and <c>$key</c> of a command.</summary>
internal readonly struct SqliteKeyParameters(SqliteCommand command)
{
    private readonly SqliteParameter _metric = command.Parameters.Add("$metric", SqliteType.Integer);
    private readonly SqliteParameter _start = command.Parameters.Add("$start", SqliteType.Integer);
    private readonly SqliteParameter _key = command.Parameters.Add("$key", SqliteType.Text);

    public void Set(BucketKey key)
    {
        _metric.Value = key.MetricId;
        _start.Value = key.BucketStart.ToUnixTimeSeconds();
        _key.Value = key.Key;
    }
}

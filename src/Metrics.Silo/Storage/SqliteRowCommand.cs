using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage;

/// <summary>A statement that writes one row of <c>metric_buckets</c>, with a parameter for each of its columns.</summary>
internal sealed class SqliteRowCommand : IDisposable
{
    private static readonly string[] Numbers = ["$sum", "$weight", "$weighted_sum", "$min", "$max", "$first", "$last"];

    private readonly SqliteCommand _command;
    private readonly SqliteKeyParameters _key;
    private readonly SqliteParameter _count;
    private readonly SqliteParameter[] _numbers;
    private readonly SqliteParameter _version;
    private readonly SqliteParameter _nextVersion;
    private readonly SqliteParameter _now;

    public SqliteRowCommand(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _key = new SqliteKeyParameters(_command);
        _count = _command.Parameters.Add("$count", SqliteType.Integer);
        _numbers = Array.ConvertAll(Numbers, name => _command.Parameters.Add(name, SqliteType.Text));
        _version = _command.Parameters.Add("$version", SqliteType.Integer);
        _nextVersion = _command.Parameters.Add("$next_version", SqliteType.Integer);
        _now = _command.Parameters.Add("$now", SqliteType.Integer);
    }

    /// <summary>Whether the statement wrote the row.</summary>
    public bool Execute(SqliteTransaction transaction, BucketRow row, long now)
    {
        var aggregate = row.Aggregate;
        _command.Transaction = transaction;
        _key.Set(row.Key);
        _count.Value = aggregate.Count;
        SetNumber(0, aggregate.Sum);
        SetNumber(1, aggregate.Weight);
        SetNumber(2, aggregate.WeightedSum);
        SetNumber(3, aggregate.Min);
        SetNumber(4, aggregate.Max);
        SetNumber(5, aggregate.First);
        SetNumber(6, aggregate.Last);
        _version.Value = row.Version;
        _nextVersion.Value = row.NextVersion;
        _now.Value = now;
        return _command.ExecuteNonQuery() == 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private void SetNumber(int index, decimal? number) =>
        _numbers[index].Value = number is { } value ? value.ToString(CultureInfo.InvariantCulture) : DBNull.Value;
}

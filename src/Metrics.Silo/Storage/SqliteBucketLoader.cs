using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage;

/// <summary>Reads aggregates by primary key on a connection of its own. Not thread-safe.</summary>
internal sealed class SqliteBucketLoader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _select;
    private readonly SqliteKeyParameters _key;

    public SqliteBucketLoader(SqliteConnection connection)
    {
        _connection = connection;
        _select = connection.CreateCommand();
        _select.CommandText = """
            SELECT count, sum, weight, weighted_sum, min, max, first, last, version
            FROM metric_buckets WHERE metric_id = $metric AND bucket_start = $start AND key = $key
            """;
        _key = new SqliteKeyParameters(_select);
    }

    /// <inheritdoc cref="IBucketDatabase.ReadAsync"/>
    public IReadOnlyList<BucketRow?> Read(IReadOnlyList<BucketKey> keys)
    {
        var rows = new BucketRow?[keys.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            _key.Set(keys[i]);
            using var reader = _select.ExecuteReader();
            rows[i] = reader.Read() ? ReadRow(reader, keys[i]) : null;
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }

    private static BucketRow ReadRow(SqliteDataReader reader, BucketKey key)
    {
        decimal? Number(int column) =>
            reader.IsDBNull(column) ? null : decimal.Parse(reader.GetString(column), NumberStyles.Number, CultureInfo.InvariantCulture);

        var aggregate = new Aggregate
        {
            Count = reader.GetInt64(0),
            Sum = Number(1),
            Weight = Number(2),
            WeightedSum = Number(3),
            Min = Number(4),
            Max = Number(5),
            First = Number(6),
            Last = Number(7),
        };
        return new BucketRow(key, aggregate, reader.GetInt64(8));
    }
}

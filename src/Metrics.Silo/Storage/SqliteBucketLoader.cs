using System.Globalization;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>Reads aggregates by primary key on a connection of its own. Not thread-safe.</summary>
internal sealed class SqliteBucketLoader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _row;
    private readonly SqliteKeyParameters _rowKey;
    private readonly SqliteCommand _receipts;
    private readonly SqliteKeyParameters _receiptsKey;

    public SqliteBucketLoader(SqliteConnection connection)
    {
        _connection = connection;
        _row = connection.CreateCommand();
        _row.CommandText = """
            SELECT count, sum, weight, weighted_sum, min, max, first, last, version
            FROM metric_buckets WHERE metric_id = $metric AND bucket_start = $start AND key = $key
            """;
        _rowKey = new SqliteKeyParameters(_row);
        _receipts = connection.CreateCommand();
        _receipts.CommandText = """
            SELECT idempotency_key, value, created_at
            FROM bucket_receipts WHERE metric_id = $metric AND bucket_start = $start AND key = $key
            """;
        _receiptsKey = new SqliteKeyParameters(_receipts);
    }

    /// <inheritdoc cref="IBucketDatabase.ReadAsync"/>
    public IReadOnlyList<BucketRow?> Read(IReadOnlyList<BucketKey> keys)
    {
        // One moment for all: a row and its receipts must not be from before and after a commit.
        using var transaction = _connection.BeginTransaction(deferred: true);
        _row.Transaction = transaction;
        _receipts.Transaction = transaction;
        return [.. keys.Select(Read)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _row.Dispose();
        _receipts.Dispose();
        _connection.Dispose();
    }

    private BucketRow? Read(BucketKey key)
    {
        _rowKey.Set(key);
        using var reader = _row.ExecuteReader();
        return reader.Read() ? new BucketRow(key, ReadAggregate(reader), reader.GetInt64(8), ReadReceipts(key)) : null;
    }

    private List<Receipt> ReadReceipts(BucketKey key)
    {
        _receiptsKey.Set(key);
        using var reader = _receipts.ExecuteReader();
        var receipts = new List<Receipt>();
        while (reader.Read())
        {
            receipts.Add(new Receipt(reader.GetString(0), Number(reader, 1)!.Value, Instant.FromUnixTimeMilliseconds(reader.GetInt64(2))));
        }

        return receipts;
    }

    private static Aggregate ReadAggregate(SqliteDataReader reader) => new()
    {
        Count = reader.GetInt64(0),
        Sum = Number(reader, 1),
        Weight = Number(reader, 2),
        WeightedSum = Number(reader, 3),
        Min = Number(reader, 4),
        Max = Number(reader, 5),
        First = Number(reader, 6),
        Last = Number(reader, 7),
    };

    private static decimal? Number(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : decimal.Parse(reader.GetString(column), NumberStyles.Number, CultureInfo.InvariantCulture);
}

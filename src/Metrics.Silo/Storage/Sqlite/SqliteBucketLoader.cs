using Microsoft.Data.Sqlite;
using NodaTime;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Reads aggregates, receipts and claims by primary key on a connection of its own. Not thread-safe.</summary>
internal sealed class SqliteBucketLoader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _row;
    private readonly SqliteKeyParameters _rowKey;
    private readonly SqliteCommand _receipt;
    private readonly SqliteKeyParameters _receiptBucket;
    private readonly SqliteParameter _receiptKey;
    private readonly SqliteCommand _claim;
    private readonly SqliteParameter _claimMetric;
    private readonly SqliteParameter _claimKey;

    public SqliteBucketLoader(SqliteConnection connection)
    {
        _connection = connection;
        _row = connection.CreateCommand();
        _row.CommandText = $"""
            SELECT version, {AggregateColumns.All}
            FROM metric_buckets WHERE metric_id = $metric AND bucket_start = $start AND key = $key
            """;
        _rowKey = new SqliteKeyParameters(_row);
        _receipt = connection.CreateCommand();
        _receipt.CommandText = """
            SELECT value, created_at FROM bucket_receipts
            WHERE metric_id = $metric AND bucket_start = $start AND key = $key AND idempotency_key = $idempotency_key
            """;
        _receiptBucket = new SqliteKeyParameters(_receipt);
        _receiptKey = _receipt.Parameters.Add("$idempotency_key", SqliteType.Text);
        _claim = connection.CreateCommand();
        _claim.CommandText = """
            SELECT body_hash, received_at FROM idempotent_requests
            WHERE metric_id = $metric AND idempotency_key = $idempotency_key
            """;
        _claimMetric = _claim.Parameters.Add("$metric", SqliteType.Integer);
        _claimKey = _claim.Parameters.Add("$idempotency_key", SqliteType.Text);
    }

    /// <inheritdoc cref="IBucketDatabase.ReadAsync"/>
    public IReadOnlyList<BucketRow?> Read(IReadOnlyList<BucketKey> keys) => [.. keys.Select(Read)];

    /// <inheritdoc cref="IBucketDatabase.FindReceiptsAsync"/>
    public IReadOnlyList<Receipt?> FindReceipts(IReadOnlyList<ReceiptKey> keys) => [.. keys.Select(FindReceipt)];

    /// <inheritdoc cref="IBucketDatabase.FindClaimsAsync"/>
    public IReadOnlyList<IdempotentRequest?> FindClaims(IReadOnlyList<IdempotentRequest> requests) => [.. requests.Select(FindClaim)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _row.Dispose();
        _receipt.Dispose();
        _claim.Dispose();
        _connection.Dispose();
    }

    private BucketRow? Read(BucketKey key)
    {
        _rowKey.Set(key);
        using var reader = _row.ExecuteReader();
        return reader.Read() ? new BucketRow(key, AggregateColumns.Read(reader, 1, SqliteDecimal.Read), reader.GetInt64(0)) : null;
    }

    private Receipt? FindReceipt(ReceiptKey key)
    {
        _receiptBucket.Set(key.Bucket);
        _receiptKey.Value = key.IdempotencyKey;
        using var reader = _receipt.ExecuteReader();
        return reader.Read()
            ? new Receipt(key.IdempotencyKey, SqliteDecimal.Read(reader, 0), Instant.FromUnixTimeMilliseconds(reader.GetInt64(1)))
            : null;
    }

    private IdempotentRequest? FindClaim(IdempotentRequest request)
    {
        _claimMetric.Value = request.MetricId;
        _claimKey.Value = request.IdempotencyKey;
        using var reader = _claim.ExecuteReader();
        return reader.Read()
            ? request with { BodyHash = reader.GetString(0), ReceivedAt = Instant.FromUnixTimeMilliseconds(reader.GetInt64(1)) }
            : null;
    }
}

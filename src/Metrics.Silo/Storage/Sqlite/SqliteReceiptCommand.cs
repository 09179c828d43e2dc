using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Adds a receipt, unless it is there.</summary>
internal sealed class SqliteReceiptCommand : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteKeyParameters _key;
    private readonly SqliteParameter _idempotencyKey;
    private readonly SqliteParameter _value;
    private readonly SqliteParameter _createdAt;

    public SqliteReceiptCommand(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText = """
            INSERT INTO bucket_receipts (metric_id, bucket_start, key, idempotency_key, value, created_at)
            VALUES ($metric, $start, $key, $idempotency_key, $value, $created_at)
            ON CONFLICT DO NOTHING
            """;
        _key = new SqliteKeyParameters(_command);
        _idempotencyKey = _command.Parameters.Add("$idempotency_key", SqliteType.Text);
        _value = _command.Parameters.Add("$value", SqliteType.Text);
        _createdAt = _command.Parameters.Add("$created_at", SqliteType.Integer);
    }

    /// <summary>Whether it was added.</summary>
    public bool Execute(SqliteTransaction transaction, BucketKey bucket, Receipt receipt)
    {
        _command.Transaction = transaction;
        _key.Set(bucket);
        _idempotencyKey.Value = receipt.IdempotencyKey;
        _value.Value = SqliteDecimal.Format(receipt.Value);
        _createdAt.Value = receipt.CreatedAt.ToUnixTimeMilliseconds();
        return _command.ExecuteNonQuery() == 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();
}

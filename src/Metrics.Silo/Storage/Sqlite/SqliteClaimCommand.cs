using Microsoft.Data.Sqlite;
using NodaTime;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Records a request with an idempotency key, unless an earlier one is recorded, and reads the one that is.</summary>
internal sealed class SqliteClaimCommand : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _metric;
    private readonly SqliteParameter _idempotencyKey;
    private readonly SqliteParameter _bodyHash;
    private readonly SqliteParameter _receivedAt;

    public SqliteClaimCommand(SqliteConnection connection)
    {
        _command = connection.CreateCommand();

        // The update changes nothing; it makes the statement return the row that was there.
        _command.CommandText = """
            INSERT INTO idempotent_requests (metric_id, idempotency_key, body_hash, received_at)
            SELECT $metric, $idempotency_key, $body_hash, $received_at
            WHERE NOT EXISTS (SELECT 1 FROM deleted_metrics WHERE metric_id = $metric)
            ON CONFLICT DO UPDATE SET body_hash = body_hash
            RETURNING body_hash, received_at
            """;
        _metric = _command.Parameters.Add("$metric", SqliteType.Integer);
        _idempotencyKey = _command.Parameters.Add("$idempotency_key", SqliteType.Text);
        _bodyHash = _command.Parameters.Add("$body_hash", SqliteType.Text);
        _receivedAt = _command.Parameters.Add("$received_at", SqliteType.Integer);
    }

    /// <returns>The request that is recorded; null where its metric is deleted.</returns>
    public IdempotentRequest? Execute(SqliteTransaction transaction, IdempotentRequest request)
    {
        _command.Transaction = transaction;
        _metric.Value = request.MetricId;
        _idempotencyKey.Value = request.IdempotencyKey;
        _bodyHash.Value = request.BodyHash;
        _receivedAt.Value = request.ReceivedAt.ToUnixTimeMilliseconds();
        using var reader = _command.ExecuteReader();
        return reader.Read()
            ? request with { BodyHash = reader.GetString(0), ReceivedAt = Instant.FromUnixTimeMilliseconds(reader.GetInt64(1)) }
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();
}

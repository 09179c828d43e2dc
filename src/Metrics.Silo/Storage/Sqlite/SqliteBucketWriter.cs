using Microsoft.Data.Sqlite;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Writes aggregates, receipts and claims on a connection of its own, with statements that are prepared once. Not thread-safe.</summary>
internal sealed class SqliteBucketWriter : IDisposable
{
    private const string RowSavepoint = "row";

    private const string InsertRow = """
        INSERT INTO metric_buckets
            (metric_id, bucket_start, key, count, sum, weight, weighted_sum, min, max, first, last, version, updated_at)
        VALUES ($metric, $start, $key, $count, $sum, $weight, $weighted_sum, $min, $max, $first, $last, $next_version, $now)
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteRowCommand _insert;
    private readonly SqliteRowCommand _update;
    private readonly SqliteRowCommand _replace;
    private readonly SqliteCommand _isDeleted;
    private readonly SqliteReceiptCommand _receipt;
    private readonly SqliteClaimCommand _claim;

    public SqliteBucketWriter(SqliteConnection connection)
    {
        _connection = connection;
        _isDeleted = connection.CreateCommand();
        _isDeleted.CommandText = "SELECT 1 FROM deleted_metrics WHERE metric_id = $metric";
        _isDeleted.Parameters.Add("$metric", SqliteType.Integer);
        _insert = new SqliteRowCommand(connection, $"{InsertRow} ON CONFLICT DO NOTHING");
        _update = new SqliteRowCommand(connection, """
            UPDATE metric_buckets
            SET count = $count, sum = $sum, weight = $weight, weighted_sum = $weighted_sum, min = $min, max = $max,
                first = $first, last = $last, version = $next_version, updated_at = $now
            WHERE metric_id = $metric AND bucket_start = $start AND key = $key AND version = $version
            """);
        _replace = new SqliteRowCommand(connection, $"""
            {InsertRow}
            ON CONFLICT DO UPDATE
            SET count = excluded.count, sum = excluded.sum, weight = excluded.weight, weighted_sum = excluded.weighted_sum,
                min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last,
                version = excluded.version, updated_at = excluded.updated_at
            """);
        _receipt = new SqliteReceiptCommand(connection);
        _claim = new SqliteClaimCommand(connection);
        Keys = new SqliteKeys(connection);
        Deletions = new SqliteDeletions(connection);
    }

    /// <summary>The keys of metrics, over the same connection.</summary>
    public SqliteKeys Keys { get; }

    /// <summary>What is removed, over the same connection.</summary>
    public SqliteDeletions Deletions { get; }

    /// <inheritdoc cref="IBucketDatabase.CommitAsync"/>
    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<BucketRow> rows, long now) =>
        WriteEach(rows, (transaction, row) => Write(transaction, row, now));

    /// <inheritdoc cref="IBucketDatabase.ReplaceAsync"/>
    public bool Replace(IReadOnlyList<BucketRow> rows, long now) => !WriteEach(rows, (_, row) =>
    {
        _replace.Execute(row, now);
        return WriteOutcome.Written;
    }).Contains(WriteOutcome.MetricDeleted);

    /// <inheritdoc cref="IBucketDatabase.ClaimAsync"/>
    public IReadOnlyList<IdempotentRequest?> Claim(IReadOnlyList<IdempotentRequest> requests)
    {
        using var transaction = _connection.BeginTransaction();
        IReadOnlyList<IdempotentRequest?> recorded = [.. requests.Select(request => _claim.Execute(transaction, request))];
        transaction.Commit();
        return recorded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDeleted.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _replace.Dispose();
        _receipt.Dispose();
        _claim.Dispose();
        _connection.Dispose();
    }

    /// <summary>Writes the rows of metrics that are not deleted.</summary>
    private WriteOutcome[] WriteEach(IReadOnlyList<BucketRow> rows, Func<SqliteTransaction, BucketRow, WriteOutcome> write)
    {
        using var transaction = _connection.BeginTransaction();
        _isDeleted.Transaction = transaction;

        var outcomes = new WriteOutcome[rows.Count];
        var (lastMetric, deleted) = (0L, false);
        for (var i = 0; i < outcomes.Length; i++)
        {
            // Rows come sorted, so the last answer serves nearly all of them.
            var row = rows[i];
            if (row.Key.MetricId != lastMetric)
            {
                (lastMetric, deleted) = (row.Key.MetricId, IsDeleted(row.Key.MetricId));
            }

            outcomes[i] = deleted ? WriteOutcome.MetricDeleted : write(transaction, row);
        }

        transaction.Commit();
        return outcomes;
    }

    private WriteOutcome Write(SqliteTransaction transaction, BucketRow row, long now) =>
        row.Receipts.Count == 0 ? WriteRow(row, now) : WriteWithReceipts(transaction, row, now);

    /// <summary>A method of its own: in <see cref="Write"/> the closure below would be allocated for each row, receipts or not.</summary>
    private WriteOutcome WriteWithReceipts(SqliteTransaction transaction, BucketRow row, long now)
    {
        // A row and its receipts go together: one that is there already takes back what was written of this row.
        transaction.Save(RowSavepoint);
        var outcome = WriteRow(row, now);
        if (outcome == WriteOutcome.Written && !row.Receipts.All(receipt => _receipt.Execute(transaction, row.Key, receipt)))
        {
            transaction.Rollback(RowSavepoint);
            outcome = WriteOutcome.Duplicate;
        }

        transaction.Release(RowSavepoint);
        return outcome;
    }

    private WriteOutcome WriteRow(BucketRow row, long now) =>
        (row.Version == 0 ? _insert : _update).Execute(row, now) ? WriteOutcome.Written : WriteOutcome.Conflict;

    private bool IsDeleted(long metricId)
    {
        _isDeleted.Parameters[0].Value = metricId;
        return _isDeleted.ExecuteScalar() is not null;
    }
}

using System.Diagnostics;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Silo.Storage.Postgres;

/// <summary>
/// Writes a batch of aggregates with their receipts, in one round trip and one transaction each time: first the rows that are as their
/// writers know them, which commonly is all of them; then the others, with a statement that decides about each row.
/// </summary>
/// <remarks>
/// New rows are inserted first, in the order of the batch, which is that of their keys, but none that is seen to exist. Then rows that exist
/// are changed, or locked to be decided about, in the same order. So batches do not wait for each other in a circle: who changes rows sees
/// only what is committed, and waits for others who change rows, and for later ones than he holds; who still inserts waits for one of those,
/// or for a later row than he holds.
/// </remarks>
internal sealed class PostgresBucketWriter(NpgsqlDataSource pool)
{
    /// <summary>Writes those rows that are as they are known, and their receipts with them.</summary>
    /// <param name="rows">Sorted by key, each key once.</param>
    /// <param name="batchId">The same for each attempt at these rows.</param>
    /// <param name="now">When.</param>
    /// <returns>For each row, in its order, whether it was written. On disk.</returns>
    public async Task<IReadOnlyList<bool>> WriteExpectedAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        var receipts = ReceiptsOf(rows);
        await using var batch = BeginWithNew(rows, receipts, batchId, now);
        var known = Places(rows, row => row.Version > 0);
        if (known.Count > 0)
        {
            var theirs = receipts.FindAll(receipt => rows[receipt.Place].Version > 0);
            var update = AddSome(batch, PostgresBucketStatements.Update(theirs.Count > 0), rows, known, batchId, now);
            AddCounted(update.WithEach(NpgsqlDbType.Bigint, known, i => rows[i].Version), theirs);
        }

        AddReceipts(batch, receipts, batchId);
        var isWritten = new bool[rows.Count];
        await batch.RunAsync(pool, reader => isWritten[reader.GetInt64(0) - 1] = true);
        return isWritten;
    }

    /// <summary>Decides about each row, writes it or not, and its receipts with it.</summary>
    /// <param name="rows">Sorted by key, each key once.</param>
    /// <param name="batchId">The same for each attempt at these rows, that of <see cref="WriteExpectedAsync"/> too.</param>
    /// <param name="now">When.</param>
    /// <returns>For each row, in its order, what became of it. On disk.</returns>
    public async Task<WriteOutcome[]> DecideAsync(IReadOnlyList<BucketRow> rows, Guid batchId, Instant now)
    {
        var receipts = ReceiptsOf(rows);
        await using var batch = BeginWithNew(rows, receipts, batchId, now);
        var decide = batch.AddRows(PostgresBucketStatements.Decide(receipts.Count > 0), rows, batchId, now);
        AddCounted(decide.WithEach(NpgsqlDbType.Bigint, rows, row => row.Version), receipts);
        AddReceipts(batch, receipts, batchId);
        var outcomes = new WriteOutcome[rows.Count];
        await batch.RunAsync(pool, reader =>
        {
            // What the insertion returns is written, and has no verdict.
            if (reader.FieldCount == 2)
            {
                outcomes[reader.GetInt64(0) - 1] = OutcomeOf(reader.GetString(1));
            }
        });
        return outcomes;
    }

    /// <summary>A batch that inserts the rows that their writers do not know, where there are any.</summary>
    private static NpgsqlBatch BeginWithNew(IReadOnlyList<BucketRow> rows, List<ReceiptRow> receipts, Guid batchId, Instant now)
    {
        var batch = PostgresBatch.CreateWriter();
        var unknown = Places(rows, row => row.Version == 0);
        if (unknown.Count > 0)
        {
            var theirs = receipts.FindAll(receipt => rows[receipt.Place].Version == 0);
            AddCounted(AddSome(batch, PostgresBucketStatements.Insert(theirs.Count > 0), rows, unknown, batchId, now), theirs);
        }

        return batch;
    }

    /// <summary>Adds a statement about some of the rows, which returns the positions of those it writes.</summary>
    private static NpgsqlParameterCollection AddSome(
        NpgsqlBatch batch, string sql, IReadOnlyList<BucketRow> rows, List<int> places, Guid batchId, Instant now) => batch
        .AddRows(sql, places.ConvertAll(i => rows[i]), batchId, now)
        .WithEach(NpgsqlDbType.Bigint, places, PositionOf);

    /// <summary>Adds the statement that writes receipts, where there are any.</summary>
    private static void AddReceipts(NpgsqlBatch batch, List<ReceiptRow> receipts, Guid batchId)
    {
        if (receipts.Count > 0)
        {
            batch.Add(PostgresBucketStatements.WriteReceipts)
                .With(NpgsqlDbType.Uuid, batchId)
                .WithKeys(receipts, receipt => receipt.Bucket)
                .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey)
                .WithEach(NpgsqlDbType.Numeric, receipts, receipt => receipt.Receipt.Value)
                .WithEach(NpgsqlDbType.TimestampTz, receipts, receipt => receipt.Receipt.CreatedAt.ToDateTimeUtc());
        }
    }

    /// <summary>Adds receipts as <see cref="PostgresBucketStatements"/> have them: position, metric, start, key, idempotency key. A statement without any has none of these.</summary>
    private static void AddCounted(NpgsqlParameterCollection parameters, List<ReceiptRow> receipts)
    {
        if (receipts.Count > 0)
        {
            parameters
                .WithEach(NpgsqlDbType.Bigint, receipts, receipt => PositionOf(receipt.Place))
                .WithKeys(receipts, receipt => receipt.Bucket)
                .WithEach(NpgsqlDbType.Text, receipts, receipt => receipt.Receipt.IdempotencyKey);
        }
    }

    /// <summary>Statements count rows from 1.</summary>
    private static long PositionOf(int place) => place + 1;

    private static List<int> Places(IReadOnlyList<BucketRow> rows, Predicate<BucketRow> which) =>
        [.. Enumerable.Range(0, rows.Count).Where(i => which(rows[i]))];

    private static List<ReceiptRow> ReceiptsOf(IReadOnlyList<BucketRow> rows)
    {
        var receipts = new List<ReceiptRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var receipt in rows[i].Receipts)
            {
                receipts.Add(new ReceiptRow(i, rows[i].Key, receipt));
            }
        }

        return receipts;
    }

    private static WriteOutcome OutcomeOf(string verdict) => verdict switch
    {
        "conflict" => WriteOutcome.Conflict,
        "duplicate" => WriteOutcome.Duplicate,
        "deleted" => WriteOutcome.MetricDeleted,
        _ => throw new UnreachableException(verdict),
    };

    /// <param name="Place">That of its row.</param>
    /// <param name="Bucket">The key of its row.</param>
    /// <param name="Receipt">The receipt.</param>
    private sealed record ReceiptRow(int Place, BucketKey Bucket, Receipt Receipt);
}

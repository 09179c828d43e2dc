using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>The tables of running aggregates in one kind of database. Calls may overlap.</summary>
internal interface IBucketDatabase
{
    /// <summary>Reads rows by primary key, all in one round trip.</summary>
    /// <returns>For each key, in its order, the row, or null where there is none.</returns>
    Task<IReadOnlyList<BucketRow?>> ReadAsync(IReadOnlyList<BucketKey> keys);

    /// <summary>Reads receipts by primary key, all in one round trip.</summary>
    /// <returns>For each key, in its order, the receipt, or null where there is none.</returns>
    Task<IReadOnlyList<Receipt?>> FindReceiptsAsync(IReadOnlyList<ReceiptKey> keys);

    /// <summary>
    /// Writes rows together, and each with its receipts or not at all. A row that is refused leaves the others unharmed. Where the answer to
    /// an attempt was lost, the database is asked what became of it, and nothing is written twice. A row stays unknown only where another
    /// writer has written it since, or where the database fails before it has told of every row.
    /// </summary>
    /// <param name="rows">Sorted by key, each key once, and of each row each receipt once.</param>
    /// <returns>For each row, in its order, what became of it. When this returns, what was written is on disk.</returns>
    Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows);

    /// <summary>
    /// Writes rows in the place of those that are there, whatever their version, which moves on. In one transaction, and on disk when this
    /// returns. Where it is not known whether they were written, it fails and does not try again: it might replace what has been written
    /// since.
    /// </summary>
    /// <param name="rows">Sorted by key, each key once.</param>
    /// <returns>Whether all are written; else those of metrics that are deleted are not.</returns>
    Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows);

    /// <summary>Records each request, unless one of its metric and key is recorded already. On disk when this returns.</summary>
    /// <returns>
    /// For each request, in its order, the one that is recorded: itself, or the one that came before it. Null where its
    /// metric is deleted.
    /// </returns>
    Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests);

    /// <summary>Reads what <see cref="ClaimAsync"/> has recorded, all in one round trip, and records nothing.</summary>
    /// <returns>For each request, in its order, the one that is recorded under its metric and key, or null where there is none.</returns>
    Task<IReadOnlyList<IdempotentRequest?>> FindClaimsAsync(IReadOnlyList<IdempotentRequest> requests);

    /// <summary>Forgets receipts and requests from before this moment.</summary>
    /// <returns>How many were forgotten.</returns>
    Task<long> ForgetReceiptsAsync(Instant before);

    /// <summary>
    /// Deletes aggregates in chunks, so that other writes get in between. Each row goes as it is when its chunk is deleted; what comes
    /// later begins a new row. Where it is not known what was deleted, it fails and does not try again: it might delete what has been
    /// written since. Receipts stay, so that a request that was counted is never counted again. Keys stay too, but are in doubt where they
    /// have no values left.
    /// </summary>
    /// <returns>How many aggregates were deleted.</returns>
    Task<long> DeleteAsync(BucketRange range);

    /// <summary>
    /// Records keys that their metrics do not have yet, as long as the metric has fewer than the limit. Keys that have values are never
    /// refused, nor are those of a deleted metric. A key without values is in doubt from now on: it should get its first one soon, else
    /// <see cref="SweepKeysAsync"/> removes it. On disk no later than whatever is committed after it.
    /// </summary>
    /// <param name="keys">Each once, those of a metric together, metrics in ascending order.</param>
    /// <param name="limit">How many keys a metric may have.</param>
    Task<KeyAdmission> AdmitKeysAsync(IReadOnlyList<MetricKey> keys, long limit);

    /// <summary>Of the keys that are in doubt since before this moment, removes those that have no values.</summary>
    /// <returns>How many were removed.</returns>
    Task<long> SweepKeysAsync(Instant before);

    /// <summary>The number of keys of the metric that has the most.</summary>
    Task<long> CountMostKeysAsync();

    /// <summary>What time it is to the database, and so to all silos alike.</summary>
    Task<Instant> GetTimeAsync();

    /// <summary>Marks a metric as deleted: no row of it can be written to any table from then on. May be repeated.</summary>
    Task MarkDeletedAsync(long metricId);

    /// <summary>Marks a metric as deleted, and removes its rows.</summary>
    Task PurgeAsync(long metricId);
}

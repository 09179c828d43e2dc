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
    /// Writes rows, sorted by key, together, and each with its receipts or not at all. A row that is refused leaves the others unharmed.
    /// What may have been committed although the answer was lost is found out, not written twice; only where another writer has written the
    /// row since it stays unknown, and where the database fails before it has told of each.
    /// </summary>
    /// <returns>For each row, in its order, what became of it. When this returns, what was written is on disk.</returns>
    Task<IReadOnlyList<WriteOutcome>> CommitAsync(IReadOnlyList<BucketRow> rows);

    /// <summary>
    /// Writes rows, sorted by key, in the place of those that are there, whatever their version, which moves on. In one transaction,
    /// and on disk when this returns. Where that is not known it fails, and is not tried again: what came since would be replaced.
    /// </summary>
    /// <returns>Whether all are written; else those of metrics that are deleted are not.</returns>
    Task<bool> ReplaceAsync(IReadOnlyList<BucketRow> rows);

    /// <summary>Records each request, unless one of its metric and key is recorded already. On disk when this returns.</summary>
    /// <returns>
    /// For each request, in its order, the one that is recorded: itself, or the one that came before it. Null where its
    /// metric is deleted.
    /// </returns>
    Task<IReadOnlyList<IdempotentRequest?>> ClaimAsync(IReadOnlyList<IdempotentRequest> requests);

    /// <summary>Forgets receipts and requests from before this moment.</summary>
    /// <returns>How many were forgotten.</returns>
    Task<long> ForgetReceiptsAsync(Instant before);

    /// <summary>
    /// Deletes aggregates, in chunks that other writes slip in between. Of each row it deletes what was committed by then; what
    /// comes later begins anew; so where it is not known what was deleted it fails, and is not tried again. Receipts stay: what a request has added once it never adds again. Keys stay too, but are doubted
    /// where they have no values left.
    /// </summary>
    /// <returns>How many aggregates were deleted.</returns>
    Task<long> DeleteAsync(BucketRange range);

    /// <summary>
    /// Records keys that their metrics do not have yet, as far as the metric has less than the limit. A key that has values is
    /// never refused, and one of a deleted metric neither. One that has none is in doubt from now on: it is about to get its first.
    /// On disk no later than whatever is committed after it.
    /// </summary>
    /// <param name="keys">Each once, those of a metric together, metrics in ascending order.</param>
    /// <param name="limit">How many keys a metric may have.</param>
    Task<KeyAdmission> AdmitKeysAsync(IReadOnlyList<MetricKey> keys, long limit);

    /// <summary>Of the keys that are in doubt since before this moment, removes those that have no values.</summary>
    /// <returns>How many were removed.</returns>
    Task<long> SweepKeysAsync(Instant before);

    /// <summary>How many keys the metric has that has most of them.</summary>
    Task<long> CountMostKeysAsync();

    /// <summary>Marks a metric as deleted: no row of it can be written to any table from then on. May be repeated.</summary>
    Task MarkDeletedAsync(long metricId);

    /// <summary>Marks a metric as deleted, and removes its rows.</summary>
    Task PurgeAsync(long metricId);
}

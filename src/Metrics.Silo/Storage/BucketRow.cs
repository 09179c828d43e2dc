namespace Metrics.Silo.Storage;

/// <summary>One row of <c>metric_buckets</c>, and the receipts that go with it.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Aggregate">The aggregate as it stands in the row, or is to stand there.</param>
/// <param name="Version">
/// The version of the row that was read or is to be replaced; 0 for a row that does not exist yet. A write leaves the row one higher.
/// </param>
/// <param name="Receipts">
/// When read: all receipts of the bucket. When written: those to add, in the same transaction; one that is there already stays as it is.
/// </param>
internal sealed record BucketRow(BucketKey Key, Aggregate Aggregate, long Version, IReadOnlyList<Receipt> Receipts);

/// <summary>What became of one row of a batch.</summary>
internal enum WriteOutcome
{
    /// <summary>Committed, with its receipts.</summary>
    Written,

    /// <summary>Not written: the row has another version than the writer knew.</summary>
    Conflict,

    /// <summary>Not written: the metric is deleted for good.</summary>
    MetricDeleted,

    /// <summary>Not written: the database cannot hold this row. Its neighbours are written.</summary>
    Refused,
}

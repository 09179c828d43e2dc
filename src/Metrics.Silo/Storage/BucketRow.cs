namespace Metrics.Silo.Storage;

/// <summary>One row of <c>metric_buckets</c>.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Aggregate">The aggregate as it stands in the row, or is to stand there.</param>
/// <param name="Version">
/// The version of the row that was read or is to be replaced; 0 for a row that does not exist yet. A write leaves the row one higher.
/// </param>
internal sealed record BucketRow(BucketKey Key, Aggregate Aggregate, long Version);

/// <summary>What became of one row of a batch.</summary>
internal enum WriteOutcome
{
    /// <summary>Committed.</summary>
    Written,

    /// <summary>Not written: the row has another version than the writer knew.</summary>
    Conflict,

    /// <summary>Not written: the metric is deleted for good.</summary>
    MetricDeleted,
}

using Orleans.Storage;

namespace Metrics.Silo.Storage;

/// <summary>What became of one row of a batch.</summary>
internal enum WriteOutcome
{
    /// <summary>Committed, with its receipts.</summary>
    Written,

    /// <summary>Not written: the row has another version than the writer knew.</summary>
    Conflict,

    /// <summary>Not written: one of its receipts is there already, so the aggregate would count something twice.</summary>
    Duplicate,

    /// <summary>Not written: the metric is deleted for good.</summary>
    MetricDeleted,

    /// <summary>Not written: the database cannot hold this row. Its neighbours are written.</summary>
    Invalid,

    /// <summary>
    /// Nobody knows: the answer to an attempt was lost, and by now another writer has written the row; or the database did not tell what
    /// became of this one.
    /// </summary>
    Unknown,
}

internal static class WriteOutcomeExtensions
{
    /// <summary>What those are told whose samples are in a row that was not written, each by an exception of its own.</summary>
    /// <param name="outcome">What became of the row.</param>
    /// <param name="key">Its key.</param>
    /// <param name="version">The version that its writer knew.</param>
    public static Func<Exception> ToFailure(this WriteOutcome outcome, BucketKey key, long version) => () => outcome switch
    {
        WriteOutcome.Duplicate => new InconsistentStateException($"Another activation has counted a request that {key} was about to count."),
        WriteOutcome.MetricDeleted => new MetricDeletedException(),
        WriteOutcome.Invalid => new StorageUnavailableException($"The database cannot hold the row of {key}."),
        WriteOutcome.Unknown => new OutcomeUnknownException($"What became of a write of {key} is not known."),
        _ => new InconsistentStateException($"Another activation has written {key} since version {version} was read."),
    };
}

using System.Security.Cryptography;

namespace Metrics.Silo.Storage;

/// <summary>One row of <c>metric_buckets</c>, and the receipts that go with it.</summary>
/// <param name="Key">The primary key.</param>
/// <param name="Aggregate">The aggregate as it stands in the row, or is to stand there.</param>
/// <param name="Version">
/// The version of the row that was read or is to be replaced; 0 for a row that does not exist yet.
/// </param>
/// <param name="Receipts">
/// When written: those to add, in the same transaction. When read: none; receipts are looked up one by one, where one is asked for.
/// </param>
internal sealed record BucketRow(BucketKey Key, Aggregate Aggregate, long Version, IReadOnlyList<Receipt> Receipts)
{
    /// <summary>
    /// The version that a write leaves: one higher, or for a new row any that the key never had before. For a row may be removed,
    /// and who still knows its last version must not take a later row of that key for it.
    /// </summary>
    public long NextVersion { get; init; } = Version + 1;

    /// <summary>The row that is to follow this version of it, or to be the first where that is 0.</summary>
    public static BucketRow After(BucketKey key, Aggregate aggregate, long version, params IReadOnlyList<Receipt> receipts) =>
        new(key, aggregate, version, receipts) { NextVersion = version == 0 ? FreshVersion() : version + 1 };

    /// <summary>
    /// A version for a new row. Out of 2^62, so that no former row of the key has come near it, with room for as many writes.
    /// </summary>
    public static long FreshVersion() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1) | 1;
}

/// <summary>Names a receipt.</summary>
/// <param name="Bucket">The bucket that gave it.</param>
/// <param name="IdempotencyKey">The key of the request.</param>
internal readonly record struct ReceiptKey(BucketKey Bucket, string IdempotencyKey);

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
    Refused,

    /// <summary>
    /// Nobody knows: the answer to an attempt was lost, and by now another writer has written the row; or the database did not tell what
    /// became of this one.
    /// </summary>
    Unknown,
}

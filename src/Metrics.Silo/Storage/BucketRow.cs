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
    /// The version of the row after the write: one higher, or, for a new row, one that its key has never had. A row of that key may have
    /// been deleted before, and a writer that still knows its last version must not take the new row for it.
    /// </summary>
    public long NextVersion { get; init; } = Version + 1;

    /// <summary>The row to write on top of this version, or the first row of its key where the version is 0.</summary>
    public static BucketRow After(BucketKey key, Aggregate aggregate, long version, params IReadOnlyList<Receipt> receipts) =>
        new(key, aggregate, version, receipts) { NextVersion = version == 0 ? FreshVersion() : version + 1 };

    /// <summary>
    /// A version for a new row: at random, so that no former row of the key has come near it; below 2^62, so that as many writes may follow; and
    /// odd, so that it is not 0, which stands for no row.
    /// </summary>
    public static long FreshVersion() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1) | 1;
}

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
internal sealed record BucketRow(BucketKey Key, Aggregate Aggregate, long Version, params IReadOnlyList<Receipt> Receipts)
{
    /// <summary>
    /// The last version that this process has given. It begins below 2^62 at random, so that processes do not meet, and there is room above: former
    /// builds count on from what they find.
    /// </summary>
    private static long s_last = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);

    /// <summary>
    /// The version of the row after the write, which no row has had before. The state that a writer knows may be gone: deleted, or lost by a server
    /// that another has taken over from. What took its place must not have the version that the writer knows.
    /// </summary>
    public long NextVersion { get; init; } = Interlocked.Increment(ref s_last);
}

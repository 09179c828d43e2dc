using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage;

/// <summary>
/// Where the buckets of this silo come from and are written to, all in groups: those that are opened are read together, and those
/// that changed since the last commit are written in one transaction.
/// </summary>
/// <remarks>The stock ADO.NET provider of Orleans commits each grain alone: measured at a sixth of the rate.</remarks>
internal sealed class BucketStorage : IAsyncDisposable
{
    private readonly KeyCache _keys;
    private readonly GroupQueue<BucketKey, BucketRow?> _reads;
    private readonly CommitQueue _commits;
    private readonly GroupQueue<ReceiptKey, Receipt?> _receipts;

    public BucketStorage(
        IBucketDatabase database,
        KeyCache keys,
        IOptions<StorageOptions> storage,
        IOptions<StorageLimitOptions> limits,
        StorageMetrics metrics,
        TimeProvider time,
        ILogger<BucketStorage> logger)
    {
        _keys = keys;
        var (length, size) = (limits.Value.QueueLength, storage.Value.MaxBatchSize);
        _reads = new("read", database.ReadAsync, length, size, time, logger);
        _commits = new CommitQueue(database.CommitAsync, length, size, metrics, new FailureLog("commit", time, logger));
        _receipts = new("look-up of receipts", database.FindReceiptsAsync, length, size, time, logger);
    }

    /// <summary>
    /// Opens a bucket, so that samples can be added to it. It is read, unless it is the first one of a key that was just admitted as new,
    /// which has no row. Where another silo or an import has written one in that moment, the first commit is refused, and the bucket is
    /// read then.
    /// </summary>
    /// <param name="key">Which.</param>
    /// <param name="onFailure">Told when a write has failed, and the bucket is of no use any more.</param>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task<ActiveBucket> OpenAsync(BucketKey key, Action onFailure)
    {
        var isFirst = _keys.TakeNew(new MetricKey(key.MetricId, key.Key));
        return new ActiveBucket(isFirst ? null : await _reads.RunAsync(key), key, _commits, onFailure);
    }

    /// <summary>The receipt that the bucket has given to a request, if it has.</summary>
    public Task<Receipt?> FindReceiptAsync(BucketKey bucket, string idempotencyKey) => _receipts.RunAsync(new ReceiptKey(bucket, idempotencyKey));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _receipts.DisposeAsync();
        await _reads.DisposeAsync();
    }
}

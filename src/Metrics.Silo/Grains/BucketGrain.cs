using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IBucketGrain"/>
internal sealed class BucketGrain(BucketStorage storage, LocalBuckets local, YoungBuckets young, StorageMetrics metrics) : Grain, IBucketGrain
{
    private LocalBucket? _local;

    private ActiveBucket Bucket => _local!.Bucket;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken token)
    {
        var key = BucketKey.FromGrainKey(GrainContext.GrainId.Key.ToString());
        if (young.TakeOver(key, SendAway) is not { } bucket)
        {
            var read = await storage.OpenAsync(key, SendAway);

            // Orleans gives an activation up that took too long, and would not deactivate it: then it must not be registered.
            token.ThrowIfCancellationRequested();

            // A point that came meanwhile may have opened it.
            bucket = young.TakeOver(key, SendAway) ?? read;
        }

        _local = local.Register(bucket);
        metrics.BucketsActive(1);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        // Null where the activation has failed.
        if (_local is not null)
        {
            metrics.BucketsActive(-1);
            local.Unregister(_local);
            await Bucket.CloseAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<decimal> Add(AggregationType type, Aggregate samples) =>
        Bucket.TryAdd(Accumulator.Of(type, samples), out var added) ? await added.CommittedAsync() : throw ActiveBucket.Closed();

    /// <inheritdoc/>
    public async Task<decimal> AddOnce(AggregationType type, Aggregate samples, Receipt receipt, bool isRepetition)
    {
        if (isRepetition && await FindGivenAsync(receipt) is { } given)
        {
            return given;
        }

        try
        {
            return Bucket.TryAddOnce(Accumulator.Of(type, samples), receipt, out var added) ? await added.CommittedAsync() : throw ActiveBucket.Closed();
        }
        catch (AggregateOverflowException)
        {
            // Another request of the key may have been committed, into a sum that takes the samples once and not twice: the first one since its
            // receipt was looked for, or a repetition that has overtaken it.
            if (await FindGivenAsync(receipt) is { } late)
            {
                return late;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CanAdd(AggregationType type, Aggregate samples, string? idempotencyKey) =>
        await Bucket.CanAddAsync(Accumulator.Of(type, samples))
        || (idempotencyKey is not null && await storage.FindReceiptAsync(Bucket.Key, idempotencyKey) is not null);

    /// <summary>The running value that the first request was answered with; null where the bucket has not counted it.</summary>
    private async Task<decimal?> FindGivenAsync(Receipt receipt)
    {
        if (await storage.FindReceiptAsync(Bucket.Key, receipt.IdempotencyKey) is not { } given)
        {
            return null;
        }

        metrics.ReceiptReplayed();
        return given.Value;
    }

    /// <summary>From any thread: the next activation reads what is really in the database.</summary>
    private void SendAway() => GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "A write failed."));
}

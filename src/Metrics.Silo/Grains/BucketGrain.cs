using Metrics.Silo.Storage;
using Orleans.Storage;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IBucketGrain"/>
internal sealed class BucketGrain(
    [PersistentState("bucket", BucketStorage.ProviderName)] IPersistentState<BucketState> bucket,
    BucketStorage storage,
    StorageMetrics metrics) : Grain, IBucketGrain
{
    private Exception? _failure;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        metrics.BucketsActive(1);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.BucketsActive(-1);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<decimal> Add(AggregationType type, Aggregate samples)
    {
        var value = Apply(type, samples);
        await CommitAsync();
        metrics.PointsCommitted(samples.Count);
        return value;
    }

    /// <inheritdoc/>
    public async Task<decimal> AddOnce(AggregationType type, Aggregate samples, Receipt receipt, bool isRepetition)
    {
        if (isRepetition && await storage.FindReceiptAsync(this.GetGrainId(), receipt.IdempotencyKey) is { } given)
        {
            metrics.ReceiptReplayed();
            return given.Value;
        }

        // The first one may be on its way to the database right now; then both wait for the same commit.
        if (bucket.State.Unwritten.Find(other => other.IdempotencyKey == receipt.IdempotencyKey) is { } underWay)
        {
            await CommitAsync();
            metrics.ReceiptReplayed();
            return underWay.Value;
        }

        var unwritten = receipt with { Value = Apply(type, samples) };
        bucket.State = bucket.State with { Unwritten = bucket.State.Unwritten.Add(unwritten) };
        await CommitAsync();
        metrics.PointsCommitted(samples.Count);
        return unwritten.Value;
    }

    /// <inheritdoc/>
    public async Task<bool> CanAdd(AggregationType type, Aggregate samples, string? idempotencyKey)
    {
        try
        {
            bucket.State.Aggregate.Merge(samples).ValueAs(type);
            return true;
        }
        catch (AggregateOverflowException)
        {
            return idempotencyKey is not null && await storage.FindReceiptAsync(this.GetGrainId(), idempotencyKey) is not null;
        }
    }

    /// <summary>
    /// Replaces the state, without an await: the turn of the grain is the lock. From here on the samples are part of whatever
    /// is written next.
    /// </summary>
    private decimal Apply(AggregationType type, Aggregate samples)
    {
        ThrowIfFailed();
        storage.ThrowIfFull();
        var aggregate = bucket.State.Aggregate.Merge(samples);
        var value = aggregate.ValueAs(type)!.Value;
        bucket.State = bucket.State with { Aggregate = aggregate };
        return value;
    }

    private async Task CommitAsync()
    {
        ThrowIfFailed();
        try
        {
            // The call without a token: only those writes are merged, one running and one that gathers all later samples.
            await bucket.WriteStateAsync();
        }
        catch (Exception exception)
        {
            // Memory is ahead of the database now. The next activation reads what is really there.
            _failure = exception;
            DeactivateOnIdle();
            throw;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new InconsistentStateException("The bucket is being read again after a failed write.", _failure);
        }
    }
}

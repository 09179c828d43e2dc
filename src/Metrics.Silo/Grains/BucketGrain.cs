using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IBucketGrain"/>
internal sealed class BucketGrain(
    [PersistentState("bucket", BucketStorage.ProviderName)] IPersistentState<BucketState> bucket) : Grain, IBucketGrain
{
    private Exception? _failure;

    /// <inheritdoc/>
    public async Task<decimal> Add(AggregationType type, Sample sample)
    {
        if (_failure is not null)
        {
            throw new StorageUnavailableException("The bucket is being read again after a failed write.", _failure);
        }

        // No await until the state is replaced: the turn of the grain is the lock, and whoever writes next writes this sample too.
        var aggregate = bucket.State.Aggregate.Add(type, sample);
        var value = aggregate.ValueAs(type)!.Value;
        bucket.State = new BucketState { Aggregate = aggregate };

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

        return value;
    }
}

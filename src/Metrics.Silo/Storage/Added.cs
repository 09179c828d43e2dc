namespace Metrics.Silo.Storage;

/// <summary>Samples that are added, in memory: what they made, and the commit that they wait for. Nothing is to be told before that.</summary>
public readonly struct Added
{
    private readonly ActiveBucket _bucket;
    private readonly Commit _commit;

    internal Added(decimal value, ActiveBucket bucket, Commit commit) => (Value, _bucket, _commit) = (value, bucket, commit);

    /// <summary>The running value right after them.</summary>
    internal decimal Value { get; }

    /// <summary>The running value right after them, once they are committed.</summary>
    /// <exception cref="MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">Whether the samples count is unknown.</exception>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Another activation has written the bucket. Nothing was changed.</exception>
    public async ValueTask<decimal> CommittedAsync()
    {
        await _commit.Ended;
        _commit.ThrowIfFailed(_bucket);
        return Value;
    }
}

namespace Metrics.Silo.Storage;

/// <summary>Samples that are added, in memory: what they made, and the commit that they wait for. Nothing is to be told before that.</summary>
public readonly struct Added
{
    private readonly decimal? _value;
    private readonly ActiveBucket _bucket;
    private readonly Commit _commit;

    /// <param name="value">The running value right after them; null where they do not fit.</param>
    /// <param name="bucket">Their bucket.</param>
    /// <param name="commit">The commit that writes it.</param>
    internal Added(decimal? value, ActiveBucket bucket, Commit commit) => (_value, _bucket, _commit) = (value, bucket, commit);

    /// <summary>Completes with the commit, whatever became of it. <see cref="GetCommitted"/> tells.</summary>
    public Task Ended => _commit.Ended;

    /// <summary>The running value right after them, once the commit has <see cref="Ended"/>.</summary>
    /// <exception cref="AggregateOverflowException">The result does not fit into a decimal. Nothing was changed.</exception>
    /// <exception cref="MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">Whether the samples count is unknown.</exception>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Another activation has written the bucket. Nothing was changed.</exception>
    public decimal GetCommitted()
    {
        _commit.ThrowIfFailed(_bucket);
        return _value ?? throw new AggregateOverflowException();
    }

    /// <summary>Waits for the commit, and returns what <see cref="GetCommitted"/> does.</summary>
    /// <inheritdoc cref="GetCommitted" path="/exception"/>
    public async ValueTask<decimal> CommittedAsync()
    {
        await Ended;
        return GetCommitted();
    }
}

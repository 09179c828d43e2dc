using Orleans.Concurrency;

namespace Metrics.Silo.Grains;

/// <summary>One key in one time bucket of a metric. Its key is <see cref="BucketKey.ToGrainKey"/>.</summary>
[Alias("Metrics.IBucketGrain")]
public interface IBucketGrain : IGrainWithStringKey
{
    /// <summary>Adds one sample. Returns when it is committed, with the running value right after it.</summary>
    /// <remarks>Calls interleave while they wait for the commit, so that one commit serves them all.</remarks>
    /// <param name="type">The aggregation type of the metric.</param>
    /// <param name="sample">The sample.</param>
    /// <exception cref="AggregateOverflowException">The result does not fit into a decimal. Nothing was changed.</exception>
    /// <exception cref="Storage.MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="Storage.StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="Storage.StorageUnavailableException">Whether the sample counts is unknown.</exception>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Another activation has written the bucket. Nothing was changed.</exception>
    [AlwaysInterleave, Alias("Add")]
    Task<decimal> Add(AggregationType type, Sample sample);

    /// <summary>
    /// Adds the sample of a request with an idempotency key: once, however often it is repeated. Answers a repetition as it
    /// answered the first time.
    /// </summary>
    /// <param name="type">The aggregation type of the metric.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="receipt">The key of the request and its time; the value is ignored.</param>
    /// <param name="isRepetition">Whether the request was seen before. A false no is found out at the commit.</param>
    /// <inheritdoc cref="Add" path="/exception"/>
    [AlwaysInterleave, Alias("AddOnce")]
    Task<decimal> AddOnce(AggregationType type, Sample sample, Receipt receipt, bool isRepetition);
}

using Orleans.Concurrency;

namespace Metrics.Silo.Grains;

/// <summary>One key in one time bucket of a metric. Its key is <see cref="BucketKey.ToGrainKey"/>.</summary>
[Alias("Metrics.IBucketGrain")]
public interface IBucketGrain : IGrainWithStringKey
{
    /// <summary>Adds samples. Returns when they are committed, with the running value right after the last of them.</summary>
    /// <remarks>Calls interleave while they wait for the commit, so that one commit serves them all.</remarks>
    /// <param name="type">The aggregation type of the metric.</param>
    /// <param name="samples">The aggregate of the samples, in the order in which they arrived: all of them count, or none.</param>
    /// <exception cref="AggregateOverflowException">The result does not fit into a decimal. Nothing was changed.</exception>
    /// <exception cref="Storage.MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="Storage.StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="Storage.StorageUnavailableException">Whether the samples count is unknown.</exception>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Another activation has written the bucket. Nothing was changed.</exception>
    [AlwaysInterleave, Alias("Add")]
    Task<decimal> Add(AggregationType type, Aggregate samples);

    /// <summary>
    /// Adds the samples of a request with an idempotency key: once, however often it is repeated. Answers a repetition as it
    /// answered the first time.
    /// </summary>
    /// <param name="type">The aggregation type of the metric.</param>
    /// <param name="samples">The aggregate of the samples.</param>
    /// <param name="receipt">The key of the request and its time; the value is ignored.</param>
    /// <param name="isRepetition">Whether the request was seen before. A false no is found out at the commit, or where the samples do not fit.</param>
    /// <inheritdoc cref="Add" path="/exception"/>
    [AlwaysInterleave, Alias("AddOnce")]
    Task<decimal> AddOnce(AggregationType type, Aggregate samples, Receipt receipt, bool isRepetition);

    /// <summary>
    /// Whether the samples could be added as things stand. A request that touches several buckets asks each of them before it
    /// changes any.
    /// </summary>
    /// <param name="type">The aggregation type of the metric.</param>
    /// <param name="samples">The aggregate of the samples.</param>
    /// <param name="idempotencyKey">That of the request, whose samples may be in already, also where it was not seen before; null where it has none.</param>
    [AlwaysInterleave, Alias("CanAdd")]
    Task<bool> CanAdd(AggregationType type, Aggregate samples, string? idempotencyKey);
}

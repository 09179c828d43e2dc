using Orleans.Services;

namespace Metrics.Silo.Grains;

/// <summary>Takes what other silos have for the buckets of this one, many in one message.</summary>
/// <remarks>Calls time out as those of grains do in a cluster; those of services would after 30 seconds.</remarks>
[Alias("Metrics.IBucketRelay")]
public interface IBucketRelay : IGrainService
{
    /// <summary>
    /// Adds to each bucket that is here, or is to be opened here, as <see cref="LocalBucket"/> does, and returns when all of it is committed or has
    /// failed.
    /// </summary>
    /// <returns>What became of each, in the same order.</returns>
    [Alias("Add"), ResponseTimeout("00:00:10")]
    Task<RelayAnswer[]> Add(RelayRequest[] requests);

    /// <summary>Whether the samples could be added to each bucket that is here, or is to be opened here, as things stand.</summary>
    /// <returns>One for each request, in the same order; null where the bucket is not here, or its grain has to be asked.</returns>
    [Alias("CanAdd"), ResponseTimeout("00:00:10")]
    Task<bool?[]> CanAdd(RelayRequest[] requests);
}

/// <summary>Samples for one bucket.</summary>
/// <param name="Bucket">Which.</param>
/// <param name="Samples">The samples.</param>
/// <param name="Receipt">Where they come with an idempotency key, for the first time: the key and the time.</param>
/// <param name="MayBeOpened">Whether the bucket is to be opened where it is not there: it is in no silo, as far as the sender knows.</param>
[GenerateSerializer, Immutable, Alias("Metrics.RelayRequest")]
public readonly record struct RelayRequest(
    [property: Id(0)] BucketKey Bucket,
    [property: Id(1)] Accumulator Samples,
    [property: Id(2)] Receipt? Receipt,
    [property: Id(3)] bool MayBeOpened = false);

/// <summary>What became of samples. Empty where their bucket is not there: they were not added, and its grain has to be called.</summary>
/// <param name="Value">The running value right after them; null where they were not added.</param>
/// <param name="Failure">Why they were not, or may not have been.</param>
[GenerateSerializer, Immutable, Alias("Metrics.RelayAnswer")]
public readonly record struct RelayAnswer([property: Id(0)] decimal? Value, [property: Id(1)] Exception? Failure = null);

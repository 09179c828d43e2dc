using System.Globalization;
using Orleans.Concurrency;

namespace Metrics.Silo.Grains;

/// <summary>One metric as a whole, across its keys and time buckets.</summary>
[Alias("Metrics.IMetricGrain")]
public interface IMetricGrain : IGrainWithStringKey
{
    /// <summary>The grain key of a metric.</summary>
    static string KeyOf(long id) => string.Create(CultureInfo.InvariantCulture, $"m|{id}");

    /// <summary>
    /// Removes all data of the metric, for good: when this returns no row of it is left, and none can be written any more.
    /// May be repeated.
    /// </summary>
    [Alias("Purge"), ResponseTimeout("00:10:00")]
    Task Purge();

    /// <summary>Records a request with an idempotency key, so that its repetitions are known as such for a day.</summary>
    /// <returns>The request that is recorded: this one, or the one that came before it.</returns>
    /// <exception cref="Storage.MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    [AlwaysInterleave, Alias("Claim")]
    Task<IdempotentRequest> Claim(IdempotentRequest request);
}

using System.Globalization;
using Metrics.Silo.Storage;
using NodaTime;
using Orleans.Concurrency;

namespace Metrics.Silo.Grains;

/// <summary>One metric as a whole, across its keys and time buckets.</summary>
[Alias("Metrics.IMetricGrain")]
public interface IMetricGrain : IGrainWithStringKey
{
    private const string Prefix = "m|";

    /// <summary>The grain key of a metric.</summary>
    static string KeyOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    /// <summary>The metric of a grain key: the reverse of <see cref="KeyOf"/>.</summary>
    static long IdOf(string grainKey) => long.Parse(grainKey.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    /// <summary>Makes every later write to the metric fail, once its catalog has deleted it. Does not wait for a purge that runs.</summary>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    [AlwaysInterleave, Alias("MarkDeleted")]
    Task MarkDeleted();

    /// <summary>
    /// Removes all data of the metric, which its catalog has deleted, and tells the catalog. When this returns no row of it is left.
    /// May be repeated.
    /// </summary>
    /// <param name="catalog">The key of the catalog.</param>
    /// <exception cref="StorageUnavailableException">The database did not answer. Some of it may be gone.</exception>
    [Alias("Purge"), ResponseTimeout("00:10:00")]
    Task Purge(string catalog);

    /// <summary>
    /// Deletes values of the metric. A bucket that is active notices at its next point, which then counts from zero. May be
    /// repeated.
    /// </summary>
    /// <param name="start">The earliest start of a time bucket to delete, a whole second.</param>
    /// <param name="end">The earliest one after it that stays, a whole second.</param>
    /// <param name="keys">The keys to delete; none for all.</param>
    /// <returns>How many values were deleted, one for each key and time bucket.</returns>
    /// <exception cref="StorageUnavailableException">The database did not answer. Some of them may be deleted.</exception>
    [Alias("DeleteRange"), ResponseTimeout("00:10:00")]
    Task<long> DeleteRange(Instant start, Instant end, IReadOnlyList<string> keys);
}

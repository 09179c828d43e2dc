using System.Globalization;
using NodaTime;

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

    /// <summary>
    /// Deletes values of the metric. A bucket that is active notices at its next point, which then counts from zero. May be
    /// repeated.
    /// </summary>
    /// <param name="start">The earliest start of a time bucket to delete, a whole second.</param>
    /// <param name="end">The earliest one after it that stays, a whole second.</param>
    /// <param name="keys">The keys to delete; none for all.</param>
    /// <returns>How many values were deleted, one for each key and time bucket.</returns>
    [Alias("DeleteRange"), ResponseTimeout("00:10:00")]
    Task<long> DeleteRange(Instant start, Instant end, IReadOnlyList<string> keys);
}

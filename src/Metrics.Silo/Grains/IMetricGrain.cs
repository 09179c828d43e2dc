using System.Globalization;

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
}

using Microsoft.Extensions.Logging;
using Instant = NodaTime.Instant;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IRetentionGrain"/>
/// <remarks>It stays in memory, so that it knows when it last ran; a run too many after the loss of a silo does no harm.</remarks>
[KeepAlive]
internal sealed partial class RetentionGrain(TimeProvider time, ILogger<RetentionGrain> logger) : Grain, IRetentionGrain
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private long? _ranAt;

    /// <inheritdoc/>
    public async Task<long> Purge(IReadOnlyDictionary<Interval, Instant> firstKept)
    {
        if (_ranAt is { } ranAt && time.GetElapsedTime(ranAt) < Pause)
        {
            return 0;
        }

        var organization = IRetentionGrain.OrganizationOf(this.GetPrimaryKeyString());
        var catalog = await GrainFactory.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(organization)).GetSnapshot();
        long total = 0;
        foreach (var metric in catalog.Definitions.Where(metric => firstKept.ContainsKey(metric.Interval)).OrderBy(metric => metric.Id))
        {
            var deleted = await GrainFactory.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(metric.Id))
                .DeleteRange(BucketSelection.Earliest, firstKept[metric.Interval], []);
            if (deleted > 0)
            {
                Log.Purged(logger, deleted, metric.Id, firstKept[metric.Interval]);
            }

            total += deleted;
        }

        _ranAt = time.GetTimestamp();
        return total;
    }

    private static partial class Log
    {
        [LoggerMessage(141, LogLevel.Information, "Deleted {Count} values of metric {Metric} from before {FirstKept}, which are older than they are kept.")]
        public static partial void Purged(ILogger logger, long count, long metric, Instant firstKept);
    }
}

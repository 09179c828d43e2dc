using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;
using Instant = NodaTime.Instant;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IRetentionGrain"/>
/// <remarks>It stays in memory, so that it knows when it last ran; a run too many after the loss of a silo does no harm.</remarks>
[KeepAlive]
internal sealed partial class RetentionGrain(TimeProvider time, ILogger<RetentionGrain> logger) : Grain, IRetentionGrain
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>After so many metrics one after the other it is the database that has failed, and the run ends.</summary>
    private const int MaxFailuresInARow = 5;

    private long? _ranAt;

    /// <summary>
    /// The metric at which the last run gave up; 0 where it came to its end. The next run begins with those after it: metrics that fail each
    /// time must not keep it from the others.
    /// </summary>
    private long _gaveUpAt;

    /// <inheritdoc/>
    public async Task<long> Purge(IReadOnlyDictionary<Interval, Instant> firstKept)
    {
        if (_ranAt is { } ranAt && time.GetElapsedTime(ranAt) < Pause)
        {
            return 0;
        }

        var organization = IRetentionGrain.OrganizationOf(this.GetPrimaryKeyString());
        var catalog = await GrainFactory.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(organization)).GetSnapshot();
        var (total, hasFailed, failuresInARow) = (0L, false, 0);
        var metrics = catalog.Definitions.Where(metric => firstKept.ContainsKey(metric.Interval));
        foreach (var metric in metrics.OrderBy(metric => metric.Id <= _gaveUpAt).ThenBy(metric => metric.Id).ToList())
        {
            _gaveUpAt = metric.Id;
            try
            {
                total += await PurgeAsync(metric.Id, firstKept[metric.Interval]);
                failuresInARow = 0;
            }
            catch (Exception exception) when (failuresInARow + 1 < MaxFailuresInARow)
            {
                failuresInARow++;

                // Whatever it was: the others are none the worse for it.
                hasFailed = true;
                Log.NotPurged(logger, metric.Id, exception.Message, exception.UnlessExpected());
            }
        }

        _gaveUpAt = 0;

        // Those that failed are not left for an hour, and it costs little to look at the others again.
        _ranAt = hasFailed ? null : time.GetTimestamp();
        return total;
    }

    private async Task<long> PurgeAsync(long id, Instant firstKept)
    {
        var deleted = await GrainFactory.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(id)).DeleteRange(BucketSelection.Earliest, firstKept, []);
        if (deleted > 0)
        {
            Log.Purged(logger, deleted, id, firstKept);
        }

        return deleted;
    }

    private static partial class Log
    {
        [LoggerMessage(141, LogLevel.Information, "Deleted {Count} values of metric {Metric} from before {FirstKept}, which are older than they are kept.")]
        public static partial void Purged(ILogger logger, long count, long metric, Instant firstKept);

        [LoggerMessage(142, LogLevel.Warning, "Old values of metric {Metric} could not be deleted, another try comes soon: {Reason}")]
        public static partial void NotPurged(ILogger logger, long metric, string reason, Exception? exception);
    }
}

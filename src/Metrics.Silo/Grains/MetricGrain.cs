using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IMetricGrain"/>
internal sealed partial class MetricGrain(IBucketDatabase database, ILogger<MetricGrain> logger) : Grain, IMetricGrain
{
    private long Id => IMetricGrain.IdOf(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task MarkDeleted() => DatabaseCall.RunAsync(() => database.MarkDeletedAsync(Id));

    /// <inheritdoc/>
    public async Task Purge(string catalog)
    {
        await DatabaseCall.RunAsync(() => database.PurgeAsync(Id));
        await GrainFactory.GetGrain<IMetricCatalogGrain>(catalog).EndPurge(Id);
    }

    /// <inheritdoc/>
    public async Task<long> DeleteRange(Instant start, Instant end, IReadOnlyList<string> keys)
    {
        try
        {
            return await DatabaseCall.RunAsync(() => database.DeleteAsync(new BucketRange(Id, start, end, keys)));
        }
        catch (StorageUnavailableException exception)
        {
            Log.NotDeleted(logger, Id, exception.Message);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(143, LogLevel.Warning, "Not all values of metric {Metric} that were to be deleted are: {Reason}")]
        public static partial void NotDeleted(ILogger logger, long metric, string reason);
    }
}

using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IMetricGrain"/>
internal sealed class MetricGrain(IBucketDatabase database) : Grain, IMetricGrain
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
    public Task<long> DeleteRange(Instant start, Instant end, IReadOnlyList<string> keys) =>
        DatabaseCall.RunAsync(() => database.DeleteAsync(new BucketRange(Id, start, end, keys)));
}

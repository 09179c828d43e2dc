using System.Globalization;
using Metrics.Silo.Storage;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IMetricGrain"/>
internal sealed class MetricGrain(IBucketDatabase database, BucketStorage storage) : Grain, IMetricGrain
{
    /// <inheritdoc/>
    public Task Purge() => database.PurgeAsync(long.Parse(this.GetPrimaryKeyString().AsSpan(2), CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public async Task<IdempotentRequest> Claim(IdempotentRequest request) =>
        await storage.ClaimAsync(request) ?? throw new MetricDeletedException();
}

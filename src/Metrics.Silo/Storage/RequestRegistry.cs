using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage;

/// <summary>
/// Knows the requests with idempotency keys, for a day. The database keeps them, and decides which of two was the first, whichever silos
/// they came to; those that come to this one go there together.
/// </summary>
public sealed class RequestRegistry : IAsyncDisposable
{
    private readonly GroupQueue<IdempotentRequest, IdempotentRequest?> _claims;
    private readonly GroupQueue<IdempotentRequest, IdempotentRequest?> _finds;

    internal RequestRegistry(
        IBucketDatabase database,
        IOptions<StorageOptions> storage,
        IOptions<StorageLimitOptions> limits,
        TimeProvider time,
        ILogger<RequestRegistry> logger)
    {
        var (length, size) = (limits.Value.QueueLength, storage.Value.MaxBatchSize);
        _claims = new("claim of requests", database.ClaimAsync, length, size, time, logger);
        _finds = new("look-up of requests", database.FindClaimsAsync, length, size, time, logger);
    }

    /// <summary>Records a request, so that its repetitions are known as such.</summary>
    /// <returns>The request that is recorded: this one, or the one that came before it.</returns>
    /// <exception cref="MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="StorageQueueFullException">Too much waits for the database.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer. The request may be recorded.</exception>
    public async Task<IdempotentRequest> ClaimAsync(IdempotentRequest request) =>
        await _claims.RunAsync(request) ?? throw new MetricDeletedException();

    /// <summary>Looks up the request that is recorded under the same metric and key, and records nothing.</summary>
    /// <returns>That request; null where there is none.</returns>
    /// <exception cref="StorageQueueFullException">Too much waits for the database.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public Task<IdempotentRequest?> FindAsync(IdempotentRequest request) => _finds.RunAsync(request);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _finds.DisposeAsync();
    }
}

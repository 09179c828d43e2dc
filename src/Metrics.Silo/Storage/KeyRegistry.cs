using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage;

/// <summary>
/// Knows which keys metrics have, and admits new ones up to <see cref="StorageLimitOptions.KeysPerMetric"/>. The database keeps
/// them; questions of this silo go there together, and what was answered is remembered for a while.
/// </summary>
public sealed class KeyRegistry : IAsyncDisposable
{
    private readonly IBucketDatabase _database;
    private readonly KeyCache _cache;
    private readonly GroupQueue<MetricKey, bool> _admissions;

    internal KeyRegistry(
        IBucketDatabase database,
        IOptions<StorageOptions> storage,
        IOptions<StorageLimitOptions> limits,
        KeyCache cache,
        TimeProvider time,
        ILogger<KeyRegistry> logger)
    {
        Limit = limits.Value.KeysPerMetric;
        _database = database;
        _cache = cache;
        _admissions = new("admission of keys", AdmitBatchAsync, limits.Value.QueueLength, storage.Value.MaxBatchSize, time, logger);
    }

    /// <summary>How many keys a metric may have.</summary>
    public int Limit { get; }

    /// <summary>
    /// Whether points of the key may be added: the metric has it, or there was room for it, and then has it from now on. A key
    /// that never gets a value is removed after about an hour.
    /// </summary>
    /// <exception cref="StorageQueueFullException">Too much waits for the database.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public ValueTask<bool> AdmitAsync(MetricKey key) =>
        _cache.Contains(key) ? ValueTask.FromResult(true) : new ValueTask<bool>(_admissions.RunAsync(key));

    /// <summary>As <see cref="AdmitAsync"/>, for all keys at once.</summary>
    /// <returns>Those that are not admitted.</returns>
    public async ValueTask<IReadOnlySet<MetricKey>> FindRefusedAsync(IEnumerable<MetricKey> keys)
    {
        var unknown = keys.Where(key => !_cache.Contains(key)).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return FrozenSet<MetricKey>.Empty;
        }

        var admitted = await Task.WhenAll(unknown.Select(_admissions.RunAsync));
        return unknown.Where((_, i) => !admitted[i]).ToHashSet();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _admissions.DisposeAsync();

    private async Task<IReadOnlyList<bool>> AdmitBatchAsync(IReadOnlyList<MetricKey> keys)
    {
        // Many requests may bring the same key, and it is asked for once. In one order, so that no two silos wait for each other.
        MetricKey[] distinct = [.. keys.Distinct().OrderBy(key => key.MetricId)];
        var admission = await _database.AdmitKeysAsync(distinct, Limit);
        var (refused, added) = (admission.Refused.ToHashSet(), admission.New.ToHashSet());
        foreach (var key in distinct)
        {
            if (!refused.Contains(key))
            {
                _cache.Add(key, isNew: added.Contains(key));
            }
        }

        return [.. keys.Select(key => !refused.Contains(key))];
    }
}

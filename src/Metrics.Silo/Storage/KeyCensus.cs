using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Storage;

/// <summary>
/// Counts once a minute the keys of the metric that has the most, so that whoever watches learns of it before points are refused. Each
/// silo counts for itself: it takes one row for each metric.
/// </summary>
internal sealed class KeyCensus : PeriodicService
{
    private readonly IBucketDatabase _database;
    private long _largest;

    public KeyCensus(
        IBucketDatabase database, StorageMetrics metrics, IOptions<StorageLimitOptions> limits, TimeProvider time, ILogger<KeyCensus> logger)
        : base(TimeSpan.FromMinutes(1), time, logger)
    {
        _database = database;
        metrics.ObserveKeys(() => Interlocked.Read(ref _largest), limits.Value.KeysPerMetric);
    }

    /// <summary>Counts anew. Where that fails the number stays as it was.</summary>
    public override async Task RunOnceAsync() => Interlocked.Exchange(ref _largest, await _database.CountMostKeysAsync());
}

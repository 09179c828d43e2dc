using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <summary>
/// The catalogs as this silo knows them, so that a point finds its definition without a call to a grain. A copy is used
/// for the length of a lease after it was renewed. The catalog grain brings each change here before it acknowledges it, or
/// waits until the lease has ended; so a name never leads to a metric that has lost it.
/// </summary>
public sealed partial class CatalogCache : BackgroundService, ICatalogObserver
{
    /// <summary>How long a copy may be used after it was renewed, and so the longest that a rename waits for a silo that is gone.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(1.5);

    /// <summary>The grain may be on its way from a silo that leaves. To ask for a catalog twice does no harm, so nobody waits for longer.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(3);

    /// <summary>How often the grain is asked before a request fails.</summary>
    private const int Attempts = 4;

    private readonly ConcurrentDictionary<string, Copy> _copies = new();
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<ICatalogObserver> _self;

    /// <summary>The cache of this silo.</summary>
    public CatalogCache(IGrainFactory grains, TimeProvider time, ILogger<CatalogCache> logger)
    {
        _grains = grains;
        _time = time;
        _logger = logger;
        _self = new(() => grains.CreateObjectReference<ICatalogObserver>(this));
    }

    /// <summary>The catalog of an organization. It may lack what was created a moment ago elsewhere: see <see cref="RefreshAsync"/>.</summary>
    public ValueTask<CatalogSnapshot> GetAsync(string organization)
    {
        var key = IMetricCatalogGrain.KeyOf(organization);
        return _copies.TryGetValue(key, out var copy) && _time.GetElapsedTime(copy.RenewedAt) < Lease
            ? ValueTask.FromResult(copy.Snapshot)
            : new ValueTask<CatalogSnapshot>(RenewAsync(key));
    }

    /// <summary>The catalog of an organization as its grain knows it now.</summary>
    public Task<CatalogSnapshot> RefreshAsync(string organization) => RenewAsync(IMetricCatalogGrain.KeyOf(organization));

    /// <inheritdoc/>
    Task ICatalogObserver.Publish(string catalogKey, CatalogSnapshot snapshot)
    {
        Keep(catalogKey, snapshot, renewedAt: null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewalInterval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var key in _copies.Keys)
            {
                await TryRenewAsync(key);
            }
        }
    }

    private async Task TryRenewAsync(string key)
    {
        try
        {
            await RenewAsync(key);
        }
#pragma warning disable CA1031 // Whatever it was: the copy runs out, and the next request that needs it meets the failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotRenewed(_logger, key, exception.Message);
        }
    }

    private async Task<CatalogSnapshot> RenewAsync(string key)
    {
        for (var attempt = 1; ; attempt++)
        {
            // From before the call: the lease here must end no later than the grain believes.
            var now = _time.GetTimestamp();
            try
            {
                var snapshot = await _grains.GetGrain<IMetricCatalogGrain>(key).Subscribe(_self.Value).WaitAsync(TimeToAnswer);
                return Keep(key, snapshot, now);
            }
            catch (Exception exception) when (attempt < Attempts && exception is TimeoutException or OrleansMessageRejectionException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt));
            }
        }
    }

    private CatalogSnapshot Keep(string key, CatalogSnapshot snapshot, long? renewedAt) => _copies.AddOrUpdate(
        key,
        _ => new Copy(snapshot, renewedAt ?? long.MinValue / 2),
        (_, known) => new Copy(
            known.Snapshot.Version > snapshot.Version ? known.Snapshot : snapshot,
            Math.Max(known.RenewedAt, renewedAt ?? known.RenewedAt))).Snapshot;

    /// <param name="Snapshot">The catalog.</param>
    /// <param name="RenewedAt">The timestamp from which its lease runs.</param>
    private sealed record Copy(CatalogSnapshot Snapshot, long RenewedAt);

    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Warning, "The catalog {Catalog} could not be renewed: {Reason}")]
        public static partial void NotRenewed(ILogger logger, string catalog, string reason);
    }
}

using System.Collections.Concurrent;
using Metrics.Silo.Storage;
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

    private static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(1.5);

    private readonly ConcurrentDictionary<string, CatalogCopy> _copies = new();
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
        var copy = CopyOf(IMetricCatalogGrain.KeyOf(organization));
        return copy.TryGet(out var snapshot) ? ValueTask.FromResult(snapshot) : new ValueTask<CatalogSnapshot>(copy.RenewAsync());
    }

    /// <summary>The catalog of an organization as its grain knows it now.</summary>
    public Task<CatalogSnapshot> RefreshAsync(string organization) => CopyOf(IMetricCatalogGrain.KeyOf(organization)).RefreshAsync();

    /// <summary>
    /// Takes the catalog that an activation of its grain in this silo begins with. The copy may be one that the activation before it gave out.
    /// </summary>
    /// <returns>Who keeps the copy, and is to be told of each change; null where this silo has none, or one that was never given anything.</returns>
    internal ICatalogObserver? Begin(string catalogKey, CatalogSnapshot snapshot)
    {
        // A copy is here from before its first question to a grain on, so none can come out of an answer that is still on its way.
        if (!_copies.TryGetValue(catalogKey, out var copy))
        {
            return null;
        }

        copy.Keep(snapshot);

        // Not made here: Orleans makes no such reference for one who calls from a grain, and Lazy would keep that failure for ever.
        return _self.IsValueCreated ? _self.Value : null;
    }

    /// <inheritdoc/>
    Task ICatalogObserver.Publish(string catalogKey, CatalogSnapshot snapshot)
    {
        CopyOf(catalogKey).Keep(snapshot);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody waits for a renewal here: one that hangs would let the leases of all other copies run out.
        var renewals = new Dictionary<string, Task>();
        using var timer = new PeriodicTimer(RenewalPeriod, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (key, copy) in _copies)
            {
                if (renewals.GetValueOrDefault(key) is not { IsCompleted: false })
                {
                    renewals[key] = TryRenewAsync(key, copy);
                }
            }
        }
    }

    private CatalogCopy CopyOf(string key) => _copies.GetOrAdd(
        key,
        static (key, cache) => new CatalogCopy(
            knownVersion => cache._grains.GetGrain<IMetricCatalogGrain>(key).Subscribe(cache._self.Value, knownVersion), cache._time),
        this);

    private async Task TryRenewAsync(string key, CatalogCopy copy)
    {
        try
        {
            await copy.RenewAsync();
        }
        catch (Exception exception)
        {
            // Whatever it was: the copy runs out, and the next request that needs it meets the failure.
            Log.NotRenewed(_logger, key, exception.Message, exception.UnlessExpected());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(111, LogLevel.Warning, "The catalog {Catalog} could not be renewed: {Reason}")]
        public static partial void NotRenewed(ILogger logger, string catalog, string reason, Exception? exception);
    }
}

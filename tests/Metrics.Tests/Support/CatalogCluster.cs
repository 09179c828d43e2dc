using System.Reflection;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Metrics.Tests.Support;

/// <summary>Silos with the catalog of one organization in one of them, and a copy of it in each. What they write is in the memory of the test.</summary>
internal sealed class CatalogCluster : IAsyncDisposable
{
    private const string Organization = "Main";

    private readonly StatesInMemory _states = new();
    private readonly InProcessTestCluster _cluster;
    private bool _isNextAnswerLost;

    /// <param name="silos">How many silos there are.</param>
    /// <param name="provider">The database that they take theirs for: with SQLite there is never another silo.</param>
    public CatalogCluster(short silos, StorageProvider provider)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton(ControlPlane.ProviderName, StandIn.For<IGrainStorage>((method, arguments) =>
            {
                var answer = (Task)method.Invoke(_states, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
                return IsLost(method.Name, arguments) ? LoseAsync(answer) : answer;
            }));
            silo.Services.Configure<StorageOptions>(options => options.Provider = provider);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<CatalogCache>();
            silo.Services.AddSingleton(StandIn.For<IBucketQueries>((_, arguments) => Task.FromResult(Math.Max((long)arguments[0]!, LastMetricWithData))));
            silo.Services.AddSingleton(StandIn.For<IBucketDatabase>((_, _) => Task.CompletedTask));
        });
        _cluster = builder.Build();
    }

    /// <summary>The largest id of a metric that has data.</summary>
    public long LastMetricWithData { get; set; }

    public IMetricCatalogGrain Catalog => _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(Organization));

    public Task DeployAsync() => _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>A definition that is in no catalog yet.</summary>
    public static MetricDefinition Draft(string name) => new(0, name, AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);

    /// <summary>What the copy of a silo says, asking the catalog only where the lease has ended.</summary>
    public static async Task<MetricDefinition?> FindAsync(CatalogCache cache, string name) =>
        (await cache.GetAsync(Organization)).TryGet(name, out var definition) ? definition : null;

    /// <summary>The caches of all silos, each with a copy of the catalog.</summary>
    public async Task<List<CatalogCache>> AllCachesAsync()
    {
        // The first change after an activation waits for a whole lease where there may be other silos, and these copies would not outlive that.
        var any = (await Catalog.Create(Draft("any"))).Definition;
        await Catalog.Update(any.Id, new MetricChange("any other", null));

        var caches = _cluster.Silos.Select(CacheOf).ToList();
        foreach (var cache in caches)
        {
            await RefreshAsync(cache);
        }

        return caches;
    }

    /// <summary>Has the copy of a silo renewed, with all that was acknowledged before.</summary>
    public static Task<CatalogSnapshot> RefreshAsync(CatalogCache cache) => cache.RefreshAsync(Organization);

    /// <summary>Has the catalog activated anew by the next call.</summary>
    public Task DeactivateAsync() => Management.ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Ends the silo where the catalog is, as if it were killed.</summary>
    /// <returns>Its cache.</returns>
    public async Task<CatalogCache> KillCatalogSiloAsync()
    {
        var address = await Management.GetActivationAddress((IAddressable)Catalog);
        var silo = _cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
        var cache = CacheOf(silo);
        await _cluster.KillSiloAsync(silo);
        return cache;
    }

    /// <summary>The next write of the catalog is done, but nobody is told.</summary>
    public void LoseNextAnswer() => _isNextAnswerLost = true;

    /// <summary>The catalog that the database has.</summary>
    public async Task<CatalogState> ReadAsync() => (await ReadStateAsync()).State!;

    /// <summary>Puts another catalog into the database, without its grain.</summary>
    public async Task WriteAsync(CatalogState catalog)
    {
        var state = await ReadStateAsync();
        state.State = catalog;
        await _states.WriteStateAsync("catalog", Catalog.GetGrainId(), state);
    }

    private IManagementGrain Management => _cluster.Client.GetGrain<IManagementGrain>(0);

    private static CatalogCache CacheOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<CatalogCache>();

    private async Task<GrainState<CatalogState>> ReadStateAsync()
    {
        var state = new GrainState<CatalogState>(new CatalogState());
        await _states.ReadStateAsync("catalog", Catalog.GetGrainId(), state);
        return state;
    }

    /// <summary>Whether the call writes a catalog, and nobody is to learn that it did.</summary>
    private bool IsLost(string method, object?[] arguments)
    {
        var isLost = _isNextAnswerLost && method == nameof(IGrainStorage.WriteStateAsync) && arguments is ["catalog", ..];
        _isNextAnswerLost &= !isLost;
        return isLost;
    }

    private static async Task LoseAsync(Task answer)
    {
        await answer;
        throw new TimeoutException("The write got no answer.");
    }
}

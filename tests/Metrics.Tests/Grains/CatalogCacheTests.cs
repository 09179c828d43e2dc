using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>Two silos, each with its own copy of a catalog.</summary>
public sealed class CatalogCacheTests : IAsyncLifetime
{
    private const string Organization = "Main";

    private readonly InProcessTestCluster _cluster = Build();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_name_that_was_taken_away_leads_nowhere_on_any_silo()
    {
        var created = (await Catalog.Create(Draft("old"))).Definition;
        var caches = await AllCachesAsync();
        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "old")));

        await Catalog.Update(created.Id, new MetricChange("new", null));

        Assert.All(caches, cache => Assert.Null(Find(cache, "old")));
        Assert.All(caches, cache => Assert.Equal(created.Id, Find(cache, "new")!.Id));
    }

    [Fact]
    public async Task A_name_that_was_given_to_another_metric_leads_to_that_one_on_every_silo()
    {
        var first = (await Catalog.Create(Draft("shared"))).Definition;
        var caches = await AllCachesAsync();
        await Catalog.Update(first.Id, new MetricChange("moved", null));

        var second = (await Catalog.Create(Draft("shared"))).Definition;

        Assert.NotEqual(first.Id, second.Id);
        Assert.All(caches, cache => Assert.Equal(second, Find(cache, "shared")));
    }

    [Fact]
    public async Task Creates_are_known_to_copies_that_are_there_already()
    {
        var caches = await AllCachesAsync();

        var created = (await Catalog.Create(Draft("fresh"))).Definition;

        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "fresh")));
    }

    [Fact]
    public async Task A_name_that_is_free_after_a_deletion_leads_nowhere_also_where_the_copy_is_of_an_earlier_activation()
    {
        var created = (await Catalog.Create(Draft("gone"))).Definition;
        var caches = await AllCachesAsync();
        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "gone")));
        await _cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        await Catalog.Delete(created.Id);

        foreach (var cache in caches)
        {
            Assert.False((await cache.GetAsync(Organization)).TryGet("gone", out _));
        }
    }

    private IMetricCatalogGrain Catalog => _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(Organization));

    private static InProcessTestCluster Build()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(ControlPlane.ProviderName, options => options.GrainStorageSerializer = new JsonStateSerializer());
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<CatalogCache>();
            silo.Services.AddSingleton(StandIn.For<IBucketDatabase>((_, _) => Task.CompletedTask));
        });
        return builder.Build();
    }

    /// <summary>The caches of both silos, each with a copy of the catalog.</summary>
    private async Task<List<CatalogCache>> AllCachesAsync()
    {
        // The first change after an activation waits for a whole lease, and these copies would not outlive that.
        var any = (await Catalog.Create(Draft("any"))).Definition;
        await Catalog.Update(any.Id, new MetricChange("any other", null));

        var caches = _cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<CatalogCache>()).ToList();
        foreach (var cache in caches)
        {
            await cache.RefreshAsync(Organization);
        }

        return caches;
    }

    /// <summary>What the copy says without asking anybody.</summary>
    private static MetricDefinition? Find(CatalogCache cache, string name)
    {
        var catalog = cache.GetAsync(Organization).AsTask();
        Assert.True(catalog.IsCompletedSuccessfully);
        return catalog.GetAwaiter().GetResult().TryGet(name, out var definition) ? definition : null;
    }

    private static MetricDefinition Draft(string name) => new(0, name, AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);
}

using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>Two silos, each with its own copy of a catalog.</summary>
public sealed class CatalogCacheTests : IAsyncLifetime
{
    private const string Organization = "Main";

    private readonly InProcessTestCluster _cluster;
    private bool _isNextAnswerLost;

    public CatalogCacheTests() => _cluster = Build();

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_a_lost_answer_took_away_leads_to_its_next_metric_on_every_silo(bool isCreateLostToo)
    {
        var first = (await Catalog.Create(Draft("shared"))).Definition;
        var caches = await AllCachesAsync();
        _isNextAnswerLost = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Update(first.Id, new MetricChange("moved", null)));
        if (isCreateLostToo)
        {
            // Once the next activation is there, which begins with a write of its own.
            await Catalog.GetSnapshot();
            _isNextAnswerLost = true;
            await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Create(Draft("shared")));
        }

        var second = await Catalog.Create(Draft("shared"));

        Assert.Equal(!isCreateLostToo, second.IsNew);
        foreach (var cache in caches)
        {
            Assert.True((await cache.GetAsync(Organization)).TryGet("shared", out var found));
            Assert.Equal(second.Definition, found);
        }
    }

    [Fact]
    public async Task A_rename_that_is_repeated_since_its_answer_was_lost_leaves_the_former_name_to_no_metric_on_any_silo()
    {
        var metric = (await Catalog.Create(Draft("former"))).Definition;
        var caches = await AllCachesAsync();
        _isNextAnswerLost = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Update(metric.Id, new MetricChange("latter", null)));

        Assert.Equal("latter", (await Catalog.Update(metric.Id, new MetricChange("latter", null))).Name);

        foreach (var cache in caches)
        {
            Assert.False((await cache.GetAsync(Organization)).TryGet("former", out _));
        }
    }

    [Fact]
    public async Task What_is_defined_after_the_database_has_lost_its_last_commits_is_known_to_copies_that_know_those()
    {
        var caches = await AllCachesAsync();
        var kept = (await ReadAsync()).State!;
        await Catalog.Create(Draft("lost"));
        await Catalog.Create(Draft("lost too"));
        await Catalog.Create(Draft("also lost"));
        await WriteAsync(kept);
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Create(Draft("refused")));

        var created = (await Catalog.Create(Draft("fresh"))).Definition;

        foreach (var cache in caches)
        {
            var catalog = await cache.RefreshAsync(Organization);
            Assert.True(catalog.TryGet("fresh", out var found));
            Assert.Equal(created, found);
            Assert.False(catalog.TryGet("lost", out _));
        }
    }

    private IMetricCatalogGrain Catalog => _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(Organization));

    private InProcessTestCluster Build()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("memory", options => options.GrainStorageSerializer = new JsonStateSerializer());
            silo.Services.AddKeyedSingleton(ControlPlane.ProviderName, (services, _) => StandIn.For<IGrainStorage>((method, arguments) =>
            {
                var answer = (Task)method.Invoke(services.GetRequiredKeyedService<IGrainStorage>("memory"), arguments)!;
                return IsLost(method.Name, arguments) ? LoseAsync(answer) : answer;
            }));
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

    /// <summary>The catalog that the database has.</summary>
    private async Task<GrainState<CatalogState>> ReadAsync()
    {
        var state = new GrainState<CatalogState>(new CatalogState());
        await Storage.ReadStateAsync("catalog", Catalog.GetGrainId(), state);
        return state;
    }

    /// <summary>Puts another catalog into the database, without its grain.</summary>
    private async Task WriteAsync(CatalogState catalog)
    {
        var state = await ReadAsync();
        state.State = catalog;
        await Storage.WriteStateAsync("catalog", Catalog.GetGrainId(), state);
    }

    private IGrainStorage Storage => _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>("memory");

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

    /// <summary>What the copy says without asking anybody.</summary>
    private static MetricDefinition? Find(CatalogCache cache, string name)
    {
        var catalog = cache.GetAsync(Organization).AsTask();
        Assert.True(catalog.IsCompletedSuccessfully);
        return catalog.GetAwaiter().GetResult().TryGet(name, out var definition) ? definition : null;
    }

    private static MetricDefinition Draft(string name) => new(0, name, AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);
}

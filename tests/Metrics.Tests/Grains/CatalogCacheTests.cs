using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Tests.Grains;

/// <summary>Two silos, each with its own copy of a catalog.</summary>
public sealed class CatalogCacheTests : IAsyncLifetime
{
    private readonly CatalogCluster _cluster = new(silos: 2, StorageProvider.Postgres);

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_name_that_was_taken_away_leads_nowhere_on_any_silo()
    {
        var created = (await Catalog.Create(CatalogCluster.Draft("old"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "old")));

        await Catalog.Update(created.Id, new MetricChange("new", null));

        Assert.All(caches, cache => Assert.Null(Find(cache, "old")));
        Assert.All(caches, cache => Assert.Equal(created.Id, Find(cache, "new")!.Id));
    }

    [Fact]
    public async Task A_name_that_was_given_to_another_metric_leads_to_that_one_on_every_silo()
    {
        var first = (await Catalog.Create(CatalogCluster.Draft("shared"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        await Catalog.Update(first.Id, new MetricChange("moved", null));

        var second = (await Catalog.Create(CatalogCluster.Draft("shared"))).Definition;

        Assert.NotEqual(first.Id, second.Id);
        Assert.All(caches, cache => Assert.Equal(second, Find(cache, "shared")));
    }

    [Fact]
    public async Task Creates_are_known_to_copies_that_are_there_already()
    {
        var caches = await _cluster.AllCachesAsync();

        var created = (await Catalog.Create(CatalogCluster.Draft("fresh"))).Definition;

        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "fresh")));
    }

    [Fact]
    public async Task A_name_that_is_free_after_a_deletion_leads_nowhere_also_where_the_copy_is_of_an_earlier_activation()
    {
        var created = (await Catalog.Create(CatalogCluster.Draft("gone"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "gone")));
        await _cluster.DeactivateAsync();

        await Catalog.Delete(created.Id);

        foreach (var cache in caches)
        {
            Assert.Null(await CatalogCluster.FindAsync(cache, "gone"));
        }
    }

    [Fact]
    public async Task A_name_that_is_free_after_a_deletion_leads_nowhere_on_a_silo_that_was_just_declared_dead()
    {
        var created = (await Catalog.Create(CatalogCluster.Draft("gone"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        Assert.All(caches, cache => Assert.Equal(created, Find(cache, "gone")));
        var cacheOfDead = await _cluster.KillCatalogSiloAsync();

        await Catalog.Delete(created.Id);

        // It may still run, and nobody can tell it; so its copy has to be out of use.
        var catalog = CatalogCluster.FindAsync(cacheOfDead, "gone");
        Assert.False(catalog.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_a_lost_answer_took_away_leads_to_its_next_metric_on_every_silo(bool isCreateLostToo)
    {
        var first = (await Catalog.Create(CatalogCluster.Draft("shared"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        _cluster.LoseNextAnswer();
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Update(first.Id, new MetricChange("moved", null)));
        if (isCreateLostToo)
        {
            // Once the next activation is there, which begins with a write of its own.
            await Catalog.GetSnapshot();
            _cluster.LoseNextAnswer();
            await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Create(CatalogCluster.Draft("shared")));
        }

        var second = await Catalog.Create(CatalogCluster.Draft("shared"));

        Assert.Equal(!isCreateLostToo, second.IsNew);
        foreach (var cache in caches)
        {
            Assert.Equal(second.Definition, await CatalogCluster.FindAsync(cache, "shared"));
        }
    }

    [Fact]
    public async Task A_rename_that_is_repeated_since_its_answer_was_lost_leaves_the_former_name_to_no_metric_on_any_silo()
    {
        var metric = (await Catalog.Create(CatalogCluster.Draft("former"))).Definition;
        var caches = await _cluster.AllCachesAsync();
        _cluster.LoseNextAnswer();
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Update(metric.Id, new MetricChange("latter", null)));

        Assert.Equal("latter", (await Catalog.Update(metric.Id, new MetricChange("latter", null))).Name);

        foreach (var cache in caches)
        {
            Assert.Null(await CatalogCluster.FindAsync(cache, "former"));
        }
    }

    [Fact]
    public async Task What_is_defined_after_the_database_has_lost_its_last_commits_is_known_to_copies_that_know_those()
    {
        var caches = await _cluster.AllCachesAsync();
        var kept = await _cluster.ReadAsync();
        await Catalog.Create(CatalogCluster.Draft("lost"));
        await Catalog.Create(CatalogCluster.Draft("lost too"));
        await Catalog.Create(CatalogCluster.Draft("also lost"));
        await _cluster.WriteAsync(kept);
        await Assert.ThrowsAnyAsync<Exception>(() => Catalog.Create(CatalogCluster.Draft("refused")));

        var created = (await Catalog.Create(CatalogCluster.Draft("fresh"))).Definition;

        foreach (var cache in caches)
        {
            var catalog = await CatalogCluster.RefreshAsync(cache);
            Assert.True(catalog.TryGet("fresh", out var found));
            Assert.Equal(created, found);
            Assert.False(catalog.TryGet("lost", out _));
        }
    }

    private IMetricCatalogGrain Catalog => _cluster.Catalog;

    /// <summary>What the copy says without asking anybody.</summary>
    private static MetricDefinition? Find(CatalogCache cache, string name)
    {
        var found = CatalogCluster.FindAsync(cache, name);
        Assert.True(found.IsCompletedSuccessfully);
        return found.GetAwaiter().GetResult();
    }
}

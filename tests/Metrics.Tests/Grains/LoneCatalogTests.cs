using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Tests.Grains;

/// <summary>
/// The only silo there is, whose catalog has a new activation, and whose copy is of the one before it. Nothing renews the copy here, which is
/// how it is for a second and a half.
/// </summary>
public sealed class LoneCatalogTests : IAsyncLifetime
{
    private readonly CatalogCluster _cluster = new(silos: 1, StorageProvider.Sqlite);

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_name_that_was_taken_away_leads_nowhere()
    {
        var metric = (await _cluster.Catalog.Create(CatalogCluster.Draft("former"))).Definition;
        var cache = await CacheAsync();
        await _cluster.DeactivateAsync();

        await _cluster.Catalog.Update(metric.Id, new MetricChange("latter", null));

        Assert.Null(await CatalogCluster.FindAsync(cache, "former"));
    }

    [Fact]
    public async Task A_name_that_was_given_to_another_metric_leads_to_that_one()
    {
        var first = (await _cluster.Catalog.Create(CatalogCluster.Draft("shared"))).Definition;
        var cache = await CacheAsync();
        await _cluster.DeactivateAsync();
        await _cluster.Catalog.Update(first.Id, new MetricChange("moved", null));

        var second = (await _cluster.Catalog.Create(CatalogCluster.Draft("shared"))).Definition;

        Assert.Equal(second, await CatalogCluster.FindAsync(cache, "shared"));
    }

    [Fact]
    public async Task A_rename_that_is_repeated_since_its_answer_was_lost_leaves_the_former_name_to_no_metric()
    {
        var metric = (await _cluster.Catalog.Create(CatalogCluster.Draft("former"))).Definition;
        var cache = await CacheAsync();
        _cluster.LoseNextAnswer();
        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Catalog.Update(metric.Id, new MetricChange("latter", null)));

        await _cluster.Catalog.Update(metric.Id, new MetricChange("latter", null));

        Assert.Null(await CatalogCluster.FindAsync(cache, "former"));
    }

    [Fact]
    public async Task A_metric_that_was_deleted_is_gone()
    {
        var metric = (await _cluster.Catalog.Create(CatalogCluster.Draft("gone"))).Definition;
        var cache = await CacheAsync();
        await _cluster.DeactivateAsync();

        await _cluster.Catalog.Delete(metric.Id);

        Assert.Null(await CatalogCluster.FindAsync(cache, "gone"));
    }

    private async Task<CatalogCache> CacheAsync() => Assert.Single(await _cluster.AllCachesAsync());
}

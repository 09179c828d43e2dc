using Metrics.Tests.Support;

namespace Metrics.Tests.Storage;

/// <summary>A catalog that is kept in memory, while the database loses its last commits in a failover, or does not.</summary>
public abstract partial class ControlPlaneContract
{
    [Fact]
    public async Task A_metric_that_the_database_has_lost_is_gone_within_ten_seconds()
    {
        await using var silo = await StartAsync();
        var kept = (await silo.Catalog.Create(Draft)).Definition;
        var state = (await silo.ReadStateAsync()).State!;
        await silo.Catalog.Create(Draft with { Name = "lost" });
        await silo.WriteAsync(state);
        Assert.Equal(2, (await silo.Catalog.GetSnapshot()).Count);

        silo.Time.LetTenSecondsPass();

        await Wait.UntilAsync(async () => (await silo.Catalog.GetSnapshot()).Count == 1, () => "The catalog still has what is lost.");
        Assert.Equal([kept], (await silo.Catalog.GetSnapshot()).Definitions);
    }

    [Fact]
    public async Task A_catalog_that_is_as_the_database_has_it_stays_in_memory()
    {
        await using var silo = await StartAsync();
        await silo.Catalog.Create(Draft);
        var version = (await silo.Catalog.GetSnapshot()).Version;
        var reads = silo.Storage.Reads;

        silo.Time.LetTenSecondsPass();

        await Wait.UntilAsync(() => Task.FromResult(silo.Storage.Reads >= reads + 5), () => $"The catalog was read {silo.Storage.Reads - reads} times.");
        Assert.Equal(version, (await silo.Catalog.GetSnapshot()).Version);
    }
}

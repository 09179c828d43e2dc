using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Tests.Grains;

/// <summary>The ids of metrics after the database has lost the last ones that it gave out.</summary>
public sealed class IdSequenceTests : IAsyncLifetime
{
    private readonly CatalogCluster _cluster = new(silos: 1, StorageProvider.Sqlite);

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_id_that_has_data_already_is_not_given_out()
    {
        Assert.Equal(1, await CreateAsync("first"));
        _cluster.LastMetricWithData = 3;
        await _cluster.DeactivateAsync();

        Assert.Equal(4, await CreateAsync("next"));
        await _cluster.DeactivateAsync();
        Assert.Equal(5, await CreateAsync("next but one"));
    }

    private async Task<long> CreateAsync(string name) => (await _cluster.Catalog.Create(CatalogCluster.Draft(name))).Definition.Id;
}

using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Metrics.Tests.Storage;

/// <summary>A catalog, or the dashboards, whose write got no answer, and reaches the database later all the same.</summary>
public abstract partial class ControlPlaneContract
{
    [Fact]
    public async Task A_deletion_that_comes_late_does_not_take_a_metric_away_behind_the_back_of_its_catalog()
    {
        await using var silo = await StartAsync();
        var created = (await silo.Catalog.Create(Draft)).Definition;
        silo.Storage.IsNextWriteLate = true;
        await Assert.ThrowsAnyAsync<OrleansException>(() => silo.Catalog.Delete(created.Id));
        Assert.Equal([created], (await silo.Catalog.GetSnapshot()).Definitions);

        Assert.False(await silo.Storage.TryCompleteAsync());

        Assert.Equal([created], await silo.ReadAsync());
        Assert.Equal([created], (await silo.Catalog.GetSnapshot()).Definitions);
    }

    [Fact]
    public async Task A_first_definition_that_comes_late_is_not_added_behind_the_back_of_its_catalog()
    {
        await using var silo = await StartAsync();
        Assert.Empty((await silo.Catalog.GetSnapshot()).Definitions);
        silo.Storage.IsNextWriteLate = true;
        await Assert.ThrowsAnyAsync<OrleansException>(() => silo.Catalog.Create(Draft));
        Assert.Empty((await silo.Catalog.GetSnapshot()).Definitions);

        Assert.False(await silo.Storage.TryCompleteAsync());

        Assert.Empty(await silo.ReadAsync());
        Assert.Equal([(await silo.Catalog.Create(Draft)).Definition], await silo.ReadAsync());
    }

    [Fact]
    public async Task What_comes_while_the_next_activation_begins_is_known_to_it()
    {
        await using var silo = await StartAsync();
        var created = (await silo.Catalog.Create(Draft)).Definition;
        silo.Storage.IsNextWriteLate = true;
        await Assert.ThrowsAnyAsync<OrleansException>(() => silo.Catalog.Update(created.Id, new MetricChange(null, "late")));

        silo.Storage.IsCompletedByNextRead = true;

        Assert.Equal([created with { Description = "late" }], (await silo.Catalog.GetSnapshot()).Definitions);
        Assert.Equal([created with { Description = "late" }], await silo.ReadAsync());
    }

    [Fact]
    public async Task A_catalog_that_cannot_be_sure_answers_nobody_and_tries_again()
    {
        await using var silo = await StartAsync();
        silo.Storage.IsNextWriteLate = true;

        await Assert.ThrowsAnyAsync<Exception>(silo.Catalog.GetSnapshot);

        Assert.Empty((await silo.Catalog.GetSnapshot()).Definitions);
        Assert.False(await silo.Storage.TryCompleteAsync());
    }

    [Fact]
    public async Task A_dashboard_that_comes_late_is_not_saved_behind_the_back_of_those_who_look_at_it()
    {
        await using var silo = await StartAsync();
        var wall = await silo.Dashboards.Save(new Dashboard("wall", "in time", 30, [], 0), expectedVersion: null);
        silo.Storage.IsNextWriteLate = true;
        await Assert.ThrowsAnyAsync<OrleansException>(() => silo.Dashboards.Save(wall with { Name = "late" }, wall.Version));
        Assert.Equal("in time", (await silo.Dashboards.Get("wall"))!.Name);

        Assert.False(await silo.Storage.TryCompleteAsync());

        Assert.Equal("next", (await silo.Dashboards.Save(wall with { Name = "next" }, wall.Version)).Name);
    }

    private static MetricDefinition Draft => new(0, "m", AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);

    private async Task<CatalogSilo> StartAsync()
    {
        var silo = new CatalogSilo(new LateStorage(Storage), $"late {_grain.Key}");
        await silo.DeployAsync();
        return silo;
    }

    /// <summary>A silo with the catalog of one organization in it, and its dashboards.</summary>
    private sealed class CatalogSilo : IAsyncDisposable
    {
        private readonly InProcessTestCluster _cluster;

        public CatalogSilo(LateStorage storage, string organization)
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.Services.AddKeyedSingleton<IGrainStorage>(ControlPlane.ProviderName, storage);
                silo.Services.Configure<StorageOptions>(options => options.Provider = StorageProvider.Postgres);
                silo.Services.AddSingleton<TimeProvider>(Time);
                silo.Services.AddSingleton<CatalogCache>();
                silo.Services.AddSingleton(StandIn.For<IBucketQueries>((_, arguments) => Task.FromResult((long)arguments[0]!)));
            });
            _cluster = builder.Build();
            Storage = storage;
            Organization = organization;
        }

        public LateStorage Storage { get; }

        public TenSecondsClock Time { get; } = new();

        public IMetricCatalogGrain Catalog => _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf(Organization));

        public IDashboardGrain Dashboards => _cluster.Client.GetGrain<IDashboardGrain>(IDashboardGrain.KeyOf(Organization));

        private string Organization { get; }

        public Task DeployAsync() => _cluster.DeployAsync();

        /// <summary>The definitions that the database has.</summary>
        public async Task<IReadOnlyList<MetricDefinition>> ReadAsync() => (await ReadStateAsync()).State!.Definitions;

        /// <summary>The catalog that the database has.</summary>
        public async Task<GrainState<CatalogState>> ReadStateAsync()
        {
            var state = new GrainState<CatalogState>(new CatalogState());
            await Storage.ReadStateAsync("catalog", Catalog.GetGrainId(), state);
            return state;
        }

        /// <summary>Puts another catalog into the database, without its grain.</summary>
        public async Task WriteAsync(CatalogState catalog)
        {
            var state = await ReadStateAsync();
            state.State = catalog;
            await ((IGrainStorage)Storage).WriteStateAsync("catalog", Catalog.GetGrainId(), state);
        }

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }

    /// <summary>A storage that can keep a write of a catalog, or of the dashboards, on its way to the database, while its caller is told that time is up.</summary>
    private sealed class LateStorage(IGrainStorage inner) : IGrainStorage
    {
        private Func<Task>? _late;
        private int _reads;

        public bool IsNextWriteLate { get; set; }

        /// <summary>How many times a state was read.</summary>
        public int Reads => Volatile.Read(ref _reads);

        /// <summary>Whether what is late comes right after the state was read the next time.</summary>
        public bool IsCompletedByNextRead { get; set; }

        /// <returns>Whether what was late has changed anything.</returns>
        public async Task<bool> TryCompleteAsync()
        {
            try
            {
                await _late!();
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await inner.ReadStateAsync(stateName, grainId, grainState);
            Interlocked.Increment(ref _reads);
            if (IsCompletedByNextRead)
            {
                IsCompletedByNextRead = false;
                Assert.True(await TryCompleteAsync());
            }
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (stateName is not ("catalog" or "dashboards") || !IsNextWriteLate)
            {
                return inner.WriteStateAsync(stateName, grainId, grainState);
            }

            IsNextWriteLate = false;
            var sent = new GrainState<T>(grainState.State, grainState.ETag) { RecordExists = grainState.RecordExists };
            _late = () => inner.WriteStateAsync(stateName, grainId, sent);
            throw new TimeoutException("The write got no answer.");
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ClearStateAsync(stateName, grainId, grainState);
    }
}

using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>A deleted metric whose data cannot be removed at once.</summary>
public sealed class PurgeTests : IAsyncLifetime
{
    private readonly TenSecondsClock _time = new();
    private readonly TaskCompletionSource _isLogged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isPurged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecordingLogger<MetricCatalogGrain> _logger;
    private readonly InProcessTestCluster _cluster;
    private int _purges;
    private bool _isMarkLost;

    public PurgeTests()
    {
        _logger = new RecordingLogger<MetricCatalogGrain> { OnLine = () => _isLogged.TrySetResult() };
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(ControlPlane.ProviderName);
            silo.Services.AddSingleton<TimeProvider>(_time);
            silo.Services.AddSingleton<CatalogCache>();
            silo.Services.AddSingleton<ILogger<MetricCatalogGrain>>(_logger);
            silo.Services.AddSingleton(StandIn.For<IBucketQueries>((_, arguments) => Task.FromResult((long)arguments[0]!)));
            silo.Services.AddSingleton(StandIn.For<IBucketDatabase>((method, _) => method.Name switch
            {
                nameof(IBucketDatabase.PurgeAsync) => PurgeAsync(),
                nameof(IBucketDatabase.MarkDeletedAsync) => MarkAsync(),
                _ => Task.CompletedTask,
            }));
        });
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task What_fails_is_logged_and_begun_again_after_ten_seconds()
    {
        var catalog = _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf("Main"));
        var id = (await catalog.Create(new(0, "m", AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null))).Definition.Id;
        await catalog.Delete(id);
        await _isLogged.Task;

        _time.LetTenSecondsPass();
        await _isPurged.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(
            [
                new LogLine(
                    LogLevel.Warning, $"Data of the deleted metric {id} is left, another try comes in ten seconds: The database did not answer: away", null),
            ],
            _logger.Lines);
    }

    [Fact]
    public async Task A_deletion_that_fails_half_way_begins_the_purge_all_the_same()
    {
        // Only the first purge fails, and this is none.
        (_isMarkLost, _purges) = (true, 1);
        var catalog = _cluster.Client.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf("Main"));
        var id = (await catalog.Create(new(0, "m", AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null))).Definition.Id;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => catalog.Delete(id));

        await _isPurged.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task MarkAsync() => _isMarkLost ? Task.FromException(new TimeoutException("away")) : Task.CompletedTask;

    private Task PurgeAsync()
    {
        if (Interlocked.Increment(ref _purges) == 1)
        {
            return Task.FromException(new TimeoutException("away"));
        }

        _isPurged.TrySetResult();
        return Task.CompletedTask;
    }
}

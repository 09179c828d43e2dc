using Metrics.Silo.Grains;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Grains;

/// <summary>How a silo keeps its copies in use.</summary>
public sealed class CatalogRenewalTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly CatalogCache _cache;
    private Task<CatalogSnapshot?> _answerOfFirst = Task.FromResult<CatalogSnapshot?>(CatalogSnapshot.Empty);

    public CatalogRenewalTests() => _cache = new CatalogCache(
        StandIn.For<IGrainFactory>((method, arguments) => method.Name == nameof(IGrainFactory.GetGrain) ? Catalog((string)arguments[0]!) : null),
        _time,
        NullLogger<CatalogCache>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _cache.StopAsync(default);
        _cache.Dispose();
        _asked.Dispose();
    }

    [Fact]
    public async Task A_catalog_that_does_not_answer_does_not_hold_up_the_others()
    {
        await _cache.GetAsync("first");
        await _cache.GetAsync("second");
        await _asked.WaitAsync();
        _answerOfFirst = new TaskCompletionSource<CatalogSnapshot?>().Task;
        await _cache.StartAsync(default);
        while (!await _asked.WaitAsync(0))
        {
            // Until the service has its timer.
            _time.Advance(TimeSpan.FromSeconds(1.5));
            await Task.Yield();
        }

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var period = 0; period < 10; period++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.5));
            await _asked.WaitAsync(late.Token);
        }
    }

    [Fact]
    public async Task An_activation_that_begins_before_the_first_question_does_not_make_the_reference_that_only_others_may_make()
    {
        CatalogCache? cache = null;
        var isInGrain = false;
        using var made = cache = new CatalogCache(
            StandIn.For<IGrainFactory>((method, arguments) =>
            {
                if (method.Name != nameof(IGrainFactory.GetGrain))
                {
                    return isInGrain ? throw new InvalidOperationException("Cannot create a local object reference from a grain.") : null;
                }

                isInGrain = true;
                Assert.Null(cache!.Begin((string)arguments[0]!, CatalogSnapshot.Empty));
                isInGrain = false;
                return Catalog((string)arguments[0]!);
            }),
            _time,
            NullLogger<CatalogCache>.Instance);

        Assert.Same(CatalogSnapshot.Empty, await cache.GetAsync("first"));
    }

    private IMetricCatalogGrain Catalog(string key) => StandIn.For<IMetricCatalogGrain>((_, _) =>
    {
        if (key == IMetricCatalogGrain.KeyOf("first"))
        {
            return _answerOfFirst;
        }

        _asked.Release();
        return Task.FromResult<CatalogSnapshot?>(CatalogSnapshot.Empty);
    });
}

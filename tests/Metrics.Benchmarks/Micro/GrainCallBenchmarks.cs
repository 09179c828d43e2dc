using BenchmarkDotNet.Attributes;
using Metrics.Benchmarks.Buckets;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using NodaTime;

namespace Metrics.Benchmarks.Micro;

/// <summary>Calls to grains of a silo in this process.</summary>
[MemoryDiagnoser]
public class GrainCallBenchmarks : IAsyncDisposable
{
    private const int BucketCount = 256;

    private static readonly Aggregate Samples = Aggregate.Of(AggregationType.Sum, new Sample(1m));

    private SiloHost _silo = null!;
    private IMetricCatalogGrain _catalog = null!;
    private IBucketGrain[] _buckets = [];

    [GlobalSetup]
    public async Task Setup()
    {
        _silo = await SiloHost.StartAsync();
        _catalog = _silo.Grains.GetGrain<IMetricCatalogGrain>(IMetricCatalogGrain.KeyOf("Benchmarks"));
        _buckets = [.. Enumerable.Range(0, BucketCount).Select(Bucket)];
        await Add_to_256_buckets_at_once();
    }

    /// <summary>What a call costs that does nothing.</summary>
    [Benchmark(Baseline = true)]
    public Task<CatalogSnapshot> Call() => _catalog.GetSnapshot();

    /// <summary>What a reference to a grain costs, by its key as text.</summary>
    [Benchmark]
    public IBucketGrain Reference() => Bucket(7);

    /// <summary>Per sample: a call, and its share of a commit to a SQLite file.</summary>
    [Benchmark(OperationsPerInvoke = BucketCount)]
    public Task Add_to_256_buckets_at_once() => Task.WhenAll(Array.ConvertAll(_buckets, bucket => bucket.Add(AggregationType.Sum, Samples)));

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private IBucketGrain Bucket(int key) =>
        _silo.Grains.GetGrain<IBucketGrain>(new BucketKey(1, Instant.FromUtc(2024, 4, 9, 0, 0), $"key{key:D4}").ToGrainKey());
}

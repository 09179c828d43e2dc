using BenchmarkDotNet.Attributes;
using Metrics.Silo.Model;

namespace Metrics.Benchmarks.Micro;

/// <summary>One more sample for a running aggregate.</summary>
[MemoryDiagnoser]
public class AggregateBenchmarks
{
    private static readonly Sample Sample = new(12.75m, 3m);

    private Accumulator _samples;

    [Params(AggregationType.Sum, AggregationType.Max, AggregationType.Average)]
    public AggregationType Type { get; set; }

    [GlobalSetup]
    public void Setup() => _samples = Accumulator.Of(Type, Aggregate.Of(Type, Sample));

    [Benchmark]
    public Accumulator Add()
    {
        var samples = _samples;
        samples.Add(Sample);
        return samples;
    }

    [Benchmark]
    public decimal Running_value() => _samples.Value;
}

using BenchmarkDotNet.Attributes;
using Metrics.Silo.Model;

namespace Metrics.Benchmarks.Micro;

/// <summary>One more sample for a running aggregate.</summary>
[MemoryDiagnoser]
public class AggregateBenchmarks
{
    private static readonly Sample Sample = new(12.75m, 3m);

    private Aggregate _aggregate = Aggregate.Empty;

    [Params(AggregationType.Sum, AggregationType.Max, AggregationType.Average)]
    public AggregationType Type { get; set; }

    [GlobalSetup]
    public void Setup() => _aggregate = Aggregate.Of(Type, Sample);

    [Benchmark]
    public Aggregate Add() => _aggregate.Add(Type, Sample);

    [Benchmark]
    public decimal? Running_value() => _aggregate.ValueAs(Type);
}

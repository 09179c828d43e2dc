using BenchmarkDotNet.Attributes;
using Metrics.Gateway.Security;
using Metrics.Gateway.Writing;
using Metrics.Silo.Model;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Benchmarks.Micro;

/// <summary>From the bytes of a body to a validated point.</summary>
[MemoryDiagnoser]
public class PointBenchmarks
{
    private static readonly Instant Now = Instant.FromUtc(2024, 4, 9, 14, 44);

    private static readonly Organization Organization =
        new("benchmark", new BucketCalendar(DateTimeZone.Utc, IsoDayOfWeek.Monday), new Dictionary<Interval, RetentionPeriod>());

    private readonly PointReader _sum = new(Metric(AggregationType.Sum), Organization, Now);
    private readonly PointReader _average = new(Metric(AggregationType.Average), Organization, Now);

    /// <summary>What the load comparison sends.</summary>
    [Benchmark(Baseline = true)]
    public Sample Key_and_value() => _sum.ReadBody("""{"name":"key0042","value":1}"""u8).Sample;

    [Benchmark]
    public Sample Every_member() => _average.ReadBody("""{"name":"key0042","value":12.75,"date":"2024-04-09T14:44:00Z","weight":3}"""u8).Sample;

    [Benchmark]
    public Sample Every_member_as_text() => _average.ReadBody("""{"name":"key0042","value":"12.75","date":"2024-04-09","weight":"3"}"""u8).Sample;

    private static MetricDefinition Metric(AggregationType type) => new(1, "benchmark", type, Interval.Hourly, KeyedValues: true, Description: null);
}

using BenchmarkDotNet.Attributes;
using Metrics.Silo.Model;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Benchmarks.Micro;

/// <summary>The time bucket of an instant, where no clock ever changes and where it changes twice a year.</summary>
[MemoryDiagnoser]
public class CalendarBenchmarks
{
    private static readonly Instant Instant = Instant.FromUtc(2024, 4, 9, 14, 44);

    private BucketCalendar _calendar = null!;

    [Params("UTC", "America/New_York")]
    public string Zone { get; set; } = "UTC";

    [Params(Interval.Hourly, Interval.Daily, Interval.Weekly, Interval.Monthly)]
    public Interval Interval { get; set; }

    [GlobalSetup]
    public void Setup() => _calendar = new BucketCalendar(DateTimeZoneProviders.Tzdb[Zone]);

    [Benchmark]
    public TimeBucket Bucket_of() => _calendar.BucketOf(Instant, Interval);
}

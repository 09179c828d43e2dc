using System.Globalization;
using Metrics.Benchmarks.Compare;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using NodaTime;

namespace Metrics.Benchmarks.Buckets;

/// <summary>How much of the managed heap a bucket takes that is in memory: counted in a silo in this process, whose heap can be collected at will.</summary>
internal static class BucketMemory
{
    private const int Count = 100_000;

    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);
    private static readonly Aggregate OneSample = Aggregate.Of(AggregationType.Sum, new Sample(1m));

    /// <summary>Measures and writes a table.</summary>
    public static async Task WriteAsync(TextWriter output)
    {
        await using var silo = await SiloHost.StartAsync();
        await AddAsync(silo, metricId: 1, count: 1_000);
        var empty = HeapSize();
        await AddAsync(silo, metricId: 2, Count);
        var full = HeapSize();
        await silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        var collected = HeapSize();
        await OpenYoungAsync(silo, metricId: 3, Count);
        var young = HeapSize();
        await MarkdownTable.WriteAsync(
            output,
            "The managed heap of a silo, collected",
            ["", "heap MB", "bytes per bucket"],
            [
                ["1,000 buckets", Text(empty / 1e6), ""],
                ["100,000 more", Text(full / 1e6), Text((full - empty) / (double)Count)],
                ["after all were sent away", Text(collected / 1e6), Text((collected - empty) / (double)Count)],
                ["100,000 without their grains", Text(young / 1e6), Text((young - collected) / (double)Count)],
            ]);
    }

    private static long HeapSize() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task AddAsync(SiloHost silo, long metricId, int count)
    {
        foreach (var keys in Enumerable.Range(0, count).Chunk(1_000))
        {
            await Task.WhenAll(keys.Select(key => silo.Grains
                .GetGrain<IBucketGrain>(new BucketKey(metricId, Start, $"key{key:D4}").ToGrainKey())
                .Add(AggregationType.Sum, OneSample)));
        }
    }

    private static async Task OpenYoungAsync(SiloHost silo, long metricId, int count)
    {
        foreach (var keys in Enumerable.Range(0, count).Chunk(1_000))
        {
            await Task.WhenAll(keys.Select(async key =>
            {
                var bucket = await silo.Young.OpenAsync(new BucketKey(metricId, Start, $"key{key:D4}"));
                bucket!.TryAdd(Accumulator.Of(AggregationType.Sum, OneSample), out var added);
                await added.CommittedAsync();
            }));
        }
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Support;

/// <summary>Samples as a request gathers them for a bucket.</summary>
internal static class TestSamples
{
    /// <summary>One sample of a sum.</summary>
    public static Accumulator Sum(decimal value) => Accumulator.Of(AggregationType.Sum, Aggregate.Of(AggregationType.Sum, new Sample(value)));

    /// <summary>Adds one sample of a sum.</summary>
    public static Added Add(this ActiveBucket bucket, decimal value) =>
        bucket.TryAdd(Sum(value), out var added) ? added : throw new InvalidOperationException("The bucket is closed.");
}

using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

/// <summary>From one aggregate to the next, as an <see cref="Accumulator"/> goes.</summary>
internal static class AggregateSteps
{
    /// <summary>This aggregate and one sample that arrived after it.</summary>
    public static Aggregate Add(this Aggregate aggregate, AggregationType type, Sample sample)
    {
        var accumulator = Accumulator.Of(type, aggregate);
        accumulator.Add(sample);
        return accumulator.ToAggregate();
    }

    /// <summary>This aggregate and all samples of another, which arrived after its own.</summary>
    public static Aggregate Merge(this Aggregate aggregate, AggregationType type, Aggregate later)
    {
        var accumulator = Accumulator.Of(type, aggregate);
        accumulator.Add(Accumulator.Of(type, later));
        return accumulator.ToAggregate();
    }
}

namespace Metrics.Silo.Model;

/// <summary>
/// The running state of one time bucket, as it travels and is stored: an immutable snapshot of an <see cref="Accumulator"/>. A
/// member is null where the aggregation type does not need it, and in the empty aggregate.
/// </summary>
/// <remarks>
/// Sums are exact: a sample whose sum would need more than the 28 to 29 digits of a decimal is refused, never
/// rounded away. An average is a quotient and rounds in its last digit, so its two sums may round there too.
/// </remarks>
[GenerateSerializer, Immutable, Alias("Metrics.Aggregate")]
public sealed record Aggregate
{
    /// <summary>The aggregate of no samples.</summary>
    public static readonly Aggregate Empty = new();

    /// <summary>How many samples went in.</summary>
    [Id(0)] public long Count { get; init; }

    /// <summary>Σ value, for <see cref="AggregationType.Sum"/>.</summary>
    [Id(1)] public decimal? Sum { get; init; }

    /// <summary>Σ weight, for <see cref="AggregationType.Average"/>.</summary>
    [Id(2)] public decimal? Weight { get; init; }

    /// <summary>Σ(value · weight), for <see cref="AggregationType.Average"/>.</summary>
    [Id(3)] public decimal? WeightedSum { get; init; }

    /// <summary>The smallest value, for <see cref="AggregationType.Min"/>.</summary>
    [Id(4)] public decimal? Min { get; init; }

    /// <summary>The largest value, for <see cref="AggregationType.Max"/>.</summary>
    [Id(5)] public decimal? Max { get; init; }

    /// <summary>The value that arrived first, for <see cref="AggregationType.First"/>.</summary>
    [Id(6)] public decimal? First { get; init; }

    /// <summary>The value that arrived last, for <see cref="AggregationType.Last"/>.</summary>
    [Id(7)] public decimal? Last { get; init; }

    /// <summary>The aggregate of one sample.</summary>
    /// <exception cref="AggregateOverflowException">The sample does not fit into a decimal.</exception>
    internal static Aggregate Of(AggregationType type, Sample sample)
    {
        var accumulator = new Accumulator(type);
        accumulator.Add(sample);
        return accumulator.ToAggregate();
    }

    /// <summary>The running value, or null for the empty aggregate of a type that has none (all but Sum and Count, which are 0).</summary>
    /// <exception cref="AggregateOverflowException">The average does not fit into a decimal.</exception>
    public decimal? ValueAs(AggregationType type) => type switch
    {
        AggregationType.Sum => Sum ?? 0m,
        AggregationType.Count => Count,
        AggregationType.Min => Min,
        AggregationType.Max => Max,
        AggregationType.First => First,
        AggregationType.Last => Last,
        AggregationType.Average => WeightedSum is { } sum && Weight is { } weight ? ExactDecimal.Divide(sum, weight) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an aggregation type."),
    };

    /// <summary>Whether samples of this type could have made it: it counts some, has the members that the type needs, and no others.</summary>
    public bool IsOf(AggregationType type)
    {
        var shape = Of(type, new Sample(0));
        return Count > 0
            && HasAs(Sum, shape.Sum) && HasAs(Min, shape.Min) && HasAs(Max, shape.Max) && HasAs(First, shape.First) && HasAs(Last, shape.Last)
            && HasAs(Weight, shape.Weight) && HasAs(WeightedSum, shape.WeightedSum) && Weight is null or > 0;
    }

    private static bool HasAs(decimal? member, decimal? shape) => member.HasValue == shape.HasValue;
}

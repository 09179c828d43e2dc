namespace Metrics.Silo.Model;

/// <summary>
/// Gathers the samples of one time bucket in place. It holds what adding them to <see cref="Aggregate.Empty"/> one by one makes,
/// without an object for each.
/// </summary>
/// <param name="type">The aggregation type of the metric.</param>
[GenerateSerializer, Alias("Metrics.Accumulator")]
public struct Accumulator(AggregationType type)
{
    [Id(1)]
    private long _count;

    /// <summary>The sum, the smallest or largest value, the first or last one, or Σ(value · weight).</summary>
    [Id(2)]
    private decimal _value;

    [Id(3)]
    private decimal _weight;

    /// <summary>The aggregation type of the metric.</summary>
    [Id(0)]
    public AggregationType Type { get; } = type;

    /// <summary>Whether there are no samples.</summary>
    public readonly bool IsEmpty => _count == 0;

    /// <summary>The running value of the samples. There must be some.</summary>
    /// <exception cref="AggregateOverflowException">The average does not fit into a decimal.</exception>
    public readonly decimal Value => Type switch
    {
        AggregationType.Sum or AggregationType.Min or AggregationType.Max or AggregationType.First or AggregationType.Last => _value,
        AggregationType.Count => _count,
        AggregationType.Average => ExactDecimal.Divide(_value, _weight),
        _ => throw new InvalidOperationException($"{Type} is not an aggregation type."),
    };

    /// <summary>Goes on from an aggregate.</summary>
    public static Accumulator Of(AggregationType type, Aggregate aggregate) => new(type)
    {
        _count = aggregate.Count,
        _weight = aggregate.Weight ?? 0m,
        _value = type switch
        {
            AggregationType.Sum => aggregate.Sum,
            AggregationType.Min => aggregate.Min,
            AggregationType.Max => aggregate.Max,
            AggregationType.First => aggregate.First,
            AggregationType.Last => aggregate.Last,
            AggregationType.Average => aggregate.WeightedSum,
            _ => null,
        } ?? 0m,
    };

    /// <summary>Takes a sample that arrived after the others.</summary>
    /// <exception cref="AggregateOverflowException">The result does not fit into a decimal. Nothing was changed.</exception>
    public void Add(Sample sample) =>
        Add(1, Type == AggregationType.Average ? ExactDecimal.Multiply(sample.Value, sample.Weight) : sample.Value, sample.Weight);

    /// <summary>Takes samples of the same type, which arrived after the others.</summary>
    /// <inheritdoc cref="Add(Sample)" path="/exception"/>
    public void Add(in Accumulator later)
    {
        if (!later.IsEmpty)
        {
            Add(later._count, later._value, later._weight);
        }
    }

    /// <summary>All samples so far.</summary>
    public readonly Aggregate ToAggregate() => IsEmpty ? Aggregate.Empty : Type switch
    {
        AggregationType.Sum => new() { Count = _count, Sum = _value },
        AggregationType.Count => new() { Count = _count },
        AggregationType.Min => new() { Count = _count, Min = _value },
        AggregationType.Max => new() { Count = _count, Max = _value },
        AggregationType.First => new() { Count = _count, First = _value },
        AggregationType.Last => new() { Count = _count, Last = _value },
        AggregationType.Average => new() { Count = _count, Weight = _weight, WeightedSum = _value },
        _ => throw new InvalidOperationException($"{Type} is not an aggregation type."),
    };

    private void Add(long count, decimal value, decimal weight)
    {
        var total = checked(_count + count);
        if (!IsEmpty)
        {
            (value, weight) = Type switch
            {
                AggregationType.Sum => (ExactDecimal.Add(_value, value), 0m),
                AggregationType.Min => (Math.Min(_value, value), 0m),
                AggregationType.Max => (Math.Max(_value, value), 0m),
                AggregationType.First => (_value, 0m),
                AggregationType.Average => (ExactDecimal.AddRounded(_value, value), ExactDecimal.AddRounded(_weight, weight)),
                _ => (value, 0m),
            };
        }

        (_count, _value, _weight) = (total, value, weight);
    }
}

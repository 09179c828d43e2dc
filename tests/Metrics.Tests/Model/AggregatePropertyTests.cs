using CsCheck;
using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

/// <summary>What makes it safe to add samples one by one here and to merge whole aggregates there.</summary>
public sealed class AggregatePropertyTests
{
    private static readonly Gen<Sample> AnySample = Gen.Select(Decimals.Everyday, Gen.Int[1, 1_000_000], Gen.Int[0, 3],
        (value, weight, scale) => new Sample(value, new decimal(weight, 0, 0, isNegative: false, (byte)scale)));

    private static readonly Gen<Sample[]> Samples = AnySample.Array[0, 20];

    private static readonly Gen<AggregationType> Type = Gen.Enum<AggregationType>();

    [Fact]
    public void Merging_is_associative() =>
        Gen.Select(Type, Samples, Samples, Samples).Sample((type, first, second, third) =>
        {
            var (a, b, c) = (OneByOne(type, first), OneByOne(type, second), OneByOne(type, third));
            return a.Merge(type, b).Merge(type, c) == a.Merge(type, b.Merge(type, c));
        }, iter: 10_000);

    [Fact]
    public void The_empty_aggregate_changes_nothing() =>
        Gen.Select(Type, Samples).Sample((type, samples) =>
        {
            var aggregate = OneByOne(type, samples);
            return aggregate.Merge(type, Aggregate.Empty) == aggregate && Aggregate.Empty.Merge(type, aggregate) == aggregate;
        }, iter: 5_000);

    [Fact]
    public void Adding_one_by_one_is_adding_in_batches() =>
        Gen.Select(Type, Samples.Array[0, 6]).Sample((type, batches) =>
        {
            var merged = batches.Aggregate(Aggregate.Empty, (all, batch) => all.Merge(type, OneByOne(type, batch)));
            return OneByOne(type, batches.SelectMany(batch => batch)) == merged;
        }, iter: 5_000);

    [Fact]
    public void Gathering_goes_on_from_a_snapshot_as_in_place_and_a_sample_that_is_refused_changes_nothing() =>
        Gen.Select(Type, Gen.OneOf(Samples, Gen.Select(Decimals.Any, Gen.Int[1, 1000], (value, weight) => new Sample(value, weight)).Array[0, 5]))
            .Sample((type, samples) =>
            {
                var (oneByOne, inPlace) = (Aggregate.Empty, new Accumulator(type));
                foreach (var sample in samples)
                {
                    var next = Attempt(() => oneByOne.Add(type, sample));
                    var taken = Attempt(() =>
                    {
                        inPlace.Add(sample);
                        return inPlace.ToAggregate();
                    });
                    Assert.Equal(next, taken);
                    oneByOne = next ?? oneByOne;
                    Assert.Equal(oneByOne, inPlace.ToAggregate());
                }
            }, iter: 20_000);

    [Fact]
    public void The_running_value_is_what_the_samples_say() =>
        Gen.Select(Type, AnySample.Array[1, 30]).Sample((type, samples) =>
        {
            var aggregate = OneByOne(type, samples);
            Assert.Equal(samples.Length, aggregate.Count);
            Assert.Equal(Expected(type, samples), aggregate.ValueAs(type));
        }, iter: 5_000);

    [Fact]
    public void The_order_of_arrival_matters_to_the_first_and_the_last_alone() =>
        Gen.Select(Type, AnySample.Array[1, 30]).Sample((type, samples) =>
        {
            var forth = OneByOne(type, samples).ValueAs(type);
            var back = OneByOne(type, samples.Reverse()).ValueAs(type);
            var mirrored = type switch
            {
                AggregationType.First => samples[^1].Value,
                AggregationType.Last => samples[0].Value,
                _ => forth,
            };
            return back == mirrored;
        }, iter: 5_000);

    [Fact]
    public void However_long_the_values_two_ways_to_the_same_sum_agree_or_one_is_refused() =>
        Gen.Select(Decimals.Any, Decimals.Any, Decimals.Any).Sample((a, b, c) =>
        {
            var left = Attempt(() => Sum(a).Merge(AggregationType.Sum, Sum(b)).Merge(AggregationType.Sum, Sum(c)));
            var right = Attempt(() => Sum(a).Merge(AggregationType.Sum, Sum(b).Merge(AggregationType.Sum, Sum(c))));
            return left is null || right is null || left == right;
        }, iter: 20_000);

    [Fact]
    public void A_weighted_average_lies_between_its_smallest_and_its_largest_value() =>
        AnySample.Array[1, 30].Sample(samples =>
        {
            var average = OneByOne(AggregationType.Average, samples).ValueAs(AggregationType.Average);
            return samples.Min(sample => sample.Value) <= average && average <= samples.Max(sample => sample.Value);
        }, iter: 5_000);

    private static decimal Expected(AggregationType type, Sample[] samples) => type switch
    {
        AggregationType.Sum => samples.Sum(sample => sample.Value),
        AggregationType.Count => samples.Length,
        AggregationType.Min => samples.Min(sample => sample.Value),
        AggregationType.Max => samples.Max(sample => sample.Value),
        AggregationType.First => samples[0].Value,
        AggregationType.Last => samples[^1].Value,
        _ => samples.Sum(sample => sample.Value * sample.Weight) / samples.Sum(sample => sample.Weight),
    };

    private static Aggregate OneByOne(AggregationType type, IEnumerable<Sample> samples) =>
        samples.Aggregate(Aggregate.Empty, (aggregate, sample) => aggregate.Add(type, sample));

    private static Aggregate Sum(decimal value) => Aggregate.Of(AggregationType.Sum, new Sample(value));

    private static Aggregate? Attempt(Func<Aggregate> merge)
    {
        try
        {
            return merge();
        }
        catch (AggregateOverflowException)
        {
            return null;
        }
    }
}

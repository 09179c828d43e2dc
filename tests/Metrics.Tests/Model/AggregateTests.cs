using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

public sealed class AggregateTests
{
    [Fact]
    public void A_tenth_and_two_tenths_are_three_tenths() =>
        Assert.Equal(0.3m, Value(AggregationType.Sum, 0.1m, 0.2m));

    [Fact]
    public void A_sum_takes_losses_with_the_gains() =>
        Assert.Equal(-1.75m, Value(AggregationType.Sum, 2.5m, -5m, 0.75m));

    [Fact]
    public void A_thousand_cents_are_ten()
    {
        var aggregate = Enumerable.Repeat(new Sample(0.01m), 1000).Aggregate(Aggregate.Empty, (sum, cent) => sum.Add(AggregationType.Sum, cent));

        Assert.Equal(10m, aggregate.ValueAs(AggregationType.Sum));
        Assert.Equal(1000, aggregate.Count);
    }

    [Fact]
    public void A_count_counts_and_does_not_look_at_the_values() =>
        Assert.Equal(3m, Value(AggregationType.Count, decimal.MaxValue, decimal.MaxValue, -1m));

    [Fact]
    public void The_smallest_value_is_the_minimum() =>
        Assert.Equal(-4.5m, Value(AggregationType.Min, 3m, -4.5m, 0m));

    [Fact]
    public void The_largest_value_is_the_maximum_below_zero_too() =>
        Assert.Equal(-0.5m, Value(AggregationType.Max, -3m, -0.5m, -4m));

    [Fact]
    public void The_first_value_to_arrive_stays_the_first() =>
        Assert.Equal(7m, Value(AggregationType.First, 7m, 1m, 9m));

    [Fact]
    public void The_last_value_to_arrive_replaces_the_one_before() =>
        Assert.Equal(9m, Value(AggregationType.Last, 7m, 1m, 9m));

    [Fact]
    public void A_zero_that_arrived_is_a_value_and_not_a_blank()
    {
        Assert.Equal(0m, Value(AggregationType.First, 0m, 5m));
        Assert.Equal(0m, Value(AggregationType.Last, 5m, 0m));
        Assert.Equal(0m, Value(AggregationType.Min, 0m, 5m));
        Assert.Equal(0m, Value(AggregationType.Max, 0m, -5m));
    }

    [Fact]
    public void An_average_without_weights_is_the_mean() =>
        Assert.Equal(2.5m, Value(AggregationType.Average, 1m, 2m, 3m, 4m));

    [Fact]
    public void An_average_weighs_each_value()
    {
        var aggregate = Of(AggregationType.Average, new Sample(10m, 1m), new Sample(20m, 3m));

        Assert.Equal(17.5m, aggregate.ValueAs(AggregationType.Average));
        Assert.Equal(2, aggregate.Count);
    }

    [Fact]
    public void A_third_is_rounded_in_its_last_digit() =>
        Assert.Equal(0.3333333333333333333333333333m, Value(AggregationType.Average, 1m, 0m, 0m));

    [Fact]
    public void Only_an_average_weighs()
    {
        foreach (var type in Enum.GetValues<AggregationType>().Where(type => type != AggregationType.Average))
        {
            Assert.Equal(Of(type, new Sample(3m)), Of(type, new Sample(3m, 1000m)));
        }
    }

    [Fact]
    public void Without_samples_a_sum_and_a_count_are_zero() =>
        Assert.Equal((0m, 0m), (Aggregate.Empty.ValueAs(AggregationType.Sum), Aggregate.Empty.ValueAs(AggregationType.Count)));

    [Theory]
    [InlineData(AggregationType.Min)]
    [InlineData(AggregationType.Max)]
    [InlineData(AggregationType.First)]
    [InlineData(AggregationType.Last)]
    [InlineData(AggregationType.Average)]
    public void Without_samples_all_others_have_no_value(AggregationType type) =>
        Assert.Null(Aggregate.Empty.ValueAs(type));

    [Fact]
    public void A_bucket_holds_only_what_its_type_needs()
    {
        var sample = new Sample(6m, 2m);

        Assert.Equal(new Aggregate { Count = 1, Sum = 6m }, Aggregate.Of(AggregationType.Sum, sample));
        Assert.Equal(new Aggregate { Count = 1 }, Aggregate.Of(AggregationType.Count, sample));
        Assert.Equal(new Aggregate { Count = 1, Min = 6m }, Aggregate.Of(AggregationType.Min, sample));
        Assert.Equal(new Aggregate { Count = 1, Max = 6m }, Aggregate.Of(AggregationType.Max, sample));
        Assert.Equal(new Aggregate { Count = 1, First = 6m }, Aggregate.Of(AggregationType.First, sample));
        Assert.Equal(new Aggregate { Count = 1, Last = 6m }, Aggregate.Of(AggregationType.Last, sample));
        Assert.Equal(new Aggregate { Count = 1, Weight = 2m, WeightedSum = 12m }, Aggregate.Of(AggregationType.Average, sample));
    }

    [Fact]
    public void An_unknown_type_is_refused()
    {
        const AggregationType unknown = (AggregationType)99;

        Assert.Throws<InvalidOperationException>(() => Aggregate.Of(unknown, new Sample(1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Aggregate.Empty.ValueAs(unknown));
        Assert.Throws<InvalidOperationException>(() => new Accumulator(unknown).Value);
    }

    private static Aggregate Of(AggregationType type, params Sample[] samples) =>
        samples.Aggregate(Aggregate.Empty, (aggregate, sample) => aggregate.Add(type, sample));

    private static decimal? Value(AggregationType type, params decimal[] values) =>
        Of(type, [.. values.Select(value => new Sample(value))]).ValueAs(type);
}

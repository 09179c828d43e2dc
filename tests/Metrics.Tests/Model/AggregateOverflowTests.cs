using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

/// <summary>What does not fit is refused, and what stood before stands after.</summary>
public sealed class AggregateOverflowTests
{
    [Fact]
    public void A_sum_above_the_largest_decimal_is_refused() =>
        AssertRefused(AggregationType.Sum, new Sample(decimal.MaxValue), new Sample(1m));

    [Fact]
    public void A_sum_below_the_smallest_decimal_is_refused() =>
        AssertRefused(AggregationType.Sum, new Sample(decimal.MinValue), new Sample(-1m));

    [Fact]
    public void A_half_that_would_be_rounded_away_is_refused() =>
        AssertRefused(AggregationType.Sum, new Sample(7e28m), new Sample(0.5m));

    [Fact]
    public void A_half_that_would_be_rounded_up_is_refused() =>
        AssertRefused(AggregationType.Sum, new Sample(70000000000000000000000000001m), new Sample(0.5m));

    [Fact]
    public void The_smallest_decimal_is_refused_beside_ten() =>
        AssertRefused(AggregationType.Sum, new Sample(10m), new Sample(0.0000000000000000000000000001m));

    [Fact]
    public void A_half_that_would_be_rounded_away_beside_the_smallest_decimal_is_refused()
    {
        AssertRefused(AggregationType.Sum, new Sample(decimal.MinValue), new Sample(7922816251426433759354395033.5m));
        AssertRefused(AggregationType.Sum, new Sample(7922816251426433759354395033.5m), new Sample(decimal.MinValue));
    }

    [Fact]
    public void A_sum_goes_on_after_a_sample_was_refused()
    {
        var full = Aggregate.Of(AggregationType.Sum, new Sample(decimal.MaxValue));
        Assert.Throws<AggregateOverflowException>(() => full.Add(AggregationType.Sum, new Sample(1m)));

        var relieved = full.Add(AggregationType.Sum, new Sample(-1m));

        Assert.Equal(79228162514264337593543950334m, relieved.ValueAs(AggregationType.Sum));
        Assert.Equal(2, relieved.Count);
    }

    [Fact]
    public void A_large_sum_takes_what_it_can_hold_to_the_last_digit()
    {
        var sum = Aggregate.Of(AggregationType.Sum, new Sample(7e28m)).Add(AggregationType.Sum, new Sample(1m));

        Assert.Equal(70000000000000000000000000001m, sum.ValueAs(AggregationType.Sum));
    }

    [Fact]
    public void Trailing_zeros_do_not_count_as_digits()
    {
        var sum = Aggregate.Of(AggregationType.Sum, new Sample(7e28m)).Add(AggregationType.Sum, new Sample(1.000m));

        Assert.Equal(70000000000000000000000000001m, sum.ValueAs(AggregationType.Sum));
    }

    [Fact]
    public void Decimals_that_cancel_out_to_a_shorter_sum_are_exact()
    {
        var sum = Aggregate.Of(AggregationType.Sum, new Sample(7.9228162514264337593543950335m))
            .Add(AggregationType.Sum, new Sample(0.0000000000000000000000000005m));

        Assert.Equal(7.922816251426433759354395034m, sum.ValueAs(AggregationType.Sum));
    }

    [Fact]
    public void A_weighted_value_above_the_largest_decimal_is_refused() =>
        AssertRefused(AggregationType.Average, new Sample(1m), new Sample(decimal.MaxValue, 2m));

    [Fact]
    public void A_weighted_sum_above_the_largest_decimal_is_refused() =>
        AssertRefused(AggregationType.Average, new Sample(decimal.MaxValue), new Sample(decimal.MaxValue));

    [Fact]
    public void Weights_above_the_largest_decimal_are_refused() =>
        AssertRefused(AggregationType.Average, new Sample(1m, decimal.MaxValue), new Sample(-1m, decimal.MaxValue));

    [Fact]
    public void An_average_rounds_where_a_sum_is_refused()
    {
        var average = Aggregate.Of(AggregationType.Average, new Sample(7e28m)).Add(AggregationType.Average, new Sample(0.5m));

        Assert.Equal(3.5e28m, average.ValueAs(AggregationType.Average));
    }

    [Fact]
    public void A_weight_too_small_beside_the_others_is_rounded_away_too()
    {
        var average = Aggregate.Of(AggregationType.Average, new Sample(1m, 7e28m)).Add(AggregationType.Average, new Sample(1m, 0.5m));

        Assert.Equal(1m, average.ValueAs(AggregationType.Average));
    }

    [Fact]
    public void The_extremes_are_values_like_any_other_where_nothing_is_added_up()
    {
        foreach (var type in new[] { AggregationType.Count, AggregationType.Min, AggregationType.Max, AggregationType.First, AggregationType.Last })
        {
            var aggregate = Aggregate.Of(type, new Sample(decimal.MaxValue)).Add(type, new Sample(decimal.MaxValue)).Add(type, new Sample(decimal.MaxValue));

            Assert.Equal(type == AggregationType.Count ? 3m : decimal.MaxValue, aggregate.ValueAs(type));
        }
    }

    private static void AssertRefused(AggregationType type, Sample before, Sample refused)
    {
        var aggregate = Aggregate.Of(type, before);
        var copy = aggregate with { };

        Assert.Throws<AggregateOverflowException>(() => aggregate.Add(type, refused));

        Assert.Equal(copy, aggregate);
        Assert.Equal(1, aggregate.Count);
    }
}

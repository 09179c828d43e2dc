namespace Metrics.FaultTests.Checking;

/// <summary>A checker that finds nothing is worth nothing: each thing it is there for, planted.</summary>
public sealed class CheckerTests
{
    [Fact]
    public void A_run_without_failures_is_right() => AssertRight(Plain([Acknowledged(1), Acknowledged(3)]), 4);

    [Fact]
    public void A_lost_point_is_found() => AssertFinds("LOST 1", Plain([Acknowledged(1), Acknowledged(1)]), 1);

    [Fact]
    public void A_doubled_point_is_found() => AssertFinds("DOUBLED 1", Plain([Acknowledged(1), Acknowledged(1)]), 3);

    [Fact]
    public void A_refused_point_that_was_counted_is_found() => AssertFinds("DOUBLED 1", Plain([Acknowledged(1), Refused()]), 2);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_unknown_may_be_counted_or_not(int value) => AssertRight(Plain([Acknowledged(2), Unknown(), Unknown()]), value);

    [Fact]
    public void Beside_unknown_points_a_lost_one_is_found() => AssertFinds("LOST 1", Plain([Acknowledged(2), Unknown()]), 1);

    [Fact]
    public void A_lost_and_a_doubled_point_do_not_cancel_where_values_are_returned() =>
        AssertFinds("TWICE the running value 2", Returning([Answered(1), Answered(2), Answered(2)]), 3);

    [Fact]
    public void Values_of_one_after_the_other_are_right() => AssertRight(Returning([Answered(1), Answered(3), Answered(2)]), 3);

    [Fact]
    public void A_gap_that_an_unknown_request_explains_is_right() => AssertRight(Returning([Answered(1), Unknown(start: 5), Answered(3, start: 6, end: 9)]), 3);

    [Fact]
    public void A_gap_that_nothing_explains_is_found() => AssertFinds("GAP: nobody was answered 2", Returning([Answered(1), Answered(3)]), 3);

    [Fact]
    public void A_gap_is_found_where_the_unknown_request_was_sent_too_late_for_it() =>
        AssertFinds("GAP: nobody was answered 2", Returning([Answered(1), Answered(3, start: 2, end: 3), Unknown(start: 4)]), 3);

    [Fact]
    public void One_unknown_request_explains_one_gap() =>
        AssertFinds("GAP: nobody was answered 4", Returning([Answered(1), Unknown(start: 0), Answered(3), Answered(5)]), 5);

    [Fact]
    public void An_unknown_request_may_have_the_last_value() => AssertRight(Returning([Answered(1), Unknown()]), 2);

    [Fact]
    public void A_value_that_goes_back_in_time_is_found() =>
        AssertFinds("BACKWARDS the running value 1", Returning([Answered(2, start: 0, end: 1), Answered(1, start: 2, end: 3)]), 2);

    [Fact]
    public void Values_of_requests_at_the_same_time_may_come_in_any_order() =>
        AssertRight(Returning([Answered(2, start: 0, end: 2), Answered(1, start: 1, end: 3)]), 2);

    [Fact]
    public void A_value_beyond_the_end_is_found() => AssertFinds("IMPOSSIBLE the running value 3", Returning([Answered(1), Answered(3), Unknown()]), 2);

    [Fact]
    public void Points_with_keys_that_were_all_counted_once_are_right() =>
        AssertRight(Keyed([Answered(7, amount: 3), Answered(4, amount: 4), Answered(8, amount: 1)]), 8);

    [Fact]
    public void A_lost_point_with_a_key_is_found() => AssertFinds("LOST 4", Keyed([Answered(4, amount: 4), Answered(4, amount: 4)]), 4);

    [Fact]
    public void A_doubled_point_with_a_key_is_found() =>
        AssertFinds("NOT EXACT: the value is 8", Keyed([Answered(4, amount: 4)]), 8);

    [Fact]
    public void A_doubled_point_with_a_key_in_the_middle_is_found() =>
        AssertFinds("BROKEN CHAIN: +1 was answered 9", Keyed([Answered(4, amount: 4), Answered(9, amount: 1)]), 9);

    [Fact]
    public void A_point_with_a_key_that_was_never_acknowledged_is_found() => AssertFinds("UNFINISHED: +1", Keyed([Answered(4, amount: 4), Unknown()]), 4);

    [Fact]
    public void A_value_that_two_requests_of_many_points_were_answered_is_found() =>
        AssertFinds("TWICE the running value 7", new BucketHistory("bucket", Mode.Bulk, [Answered(7, amount: 7), Answered(7, amount: 3), Unknown()]), 10);

    [Fact]
    public void A_doubled_part_of_a_request_with_a_key_is_found() =>
        AssertFinds("NOT EXACT: the value is 8", new BucketHistory("bucket", Mode.KeyedBulk, [Answered(4, amount: 4)]), 8);

    [Theory]
    [InlineData(new long[] { 101, 110, 119 }, null)]
    [InlineData(new long[] { 90, 102, 140, 149, 158 }, 40L)]
    [InlineData(new long[] { 145, 130, 155 }, 30L)]
    [InlineData(new long[] { 104, 130, 135, 155 }, 55L)]
    [InlineData(new long[] { 104, 130 }, long.MaxValue)]
    [InlineData(new long[] { }, long.MaxValue)]
    public void A_failure_window_lasts_from_the_fault_to_the_end_of_the_last_silence(long[] acknowledged, long? expected) =>
        Assert.Equal(expected, FailureWindow.Of(acknowledged, fault: 100, end: expected is null ? 120 : 160, silence: 15));

    private static BucketHistory Plain(Attempt[] attempts) => new("bucket", Mode.Plain, attempts);

    private static BucketHistory Returning(Attempt[] attempts) => new("bucket", Mode.Returning, attempts);

    private static BucketHistory Keyed(Attempt[] attempts) => new("bucket", Mode.Keyed, attempts);

    private static Attempt Acknowledged(int amount) => new(amount, Outcome.Acknowledged, null, 0, 1);

    private static Attempt Refused() => new(1, Outcome.Refused, null, 0, 1);

    private static Attempt Unknown(long start = 0) => new(1, Outcome.Unknown, null, start, start + 1);

    private static Attempt Answered(int value, int amount = 1, long start = 0, long end = 10) => new(amount, Outcome.Acknowledged, value, start, end);

    private static void AssertRight(BucketHistory history, int value) => Assert.Empty(Checker.Check(history, value));

    private static void AssertFinds(string violation, BucketHistory history, int value) =>
        Assert.Contains(Checker.Check(history, value), found => found.Contains(violation, StringComparison.Ordinal));
}

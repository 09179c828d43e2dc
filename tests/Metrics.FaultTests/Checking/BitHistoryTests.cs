namespace Metrics.FaultTests.Checking;

/// <summary>Each thing that the check of a mixed load is there for, planted.</summary>
public sealed class BitHistoryTests
{
    [Fact]
    public void What_was_acknowledged_is_there() => AssertRight(0b11, 2, [Acknowledged(0, 1), Acknowledged(1, 3)]);

    [Fact]
    public void A_lost_point_is_found() => AssertFinds("LOST", 0b10, 1, [Acknowledged(0, 1), Acknowledged(1, 3)]);

    [Fact]
    public void A_doubled_point_is_found() => AssertFinds("DOUBLED", 0b100, 2, [Acknowledged(0, 1), Acknowledged(1, 5)], Deletion(3));

    [Fact]
    public void A_refused_point_that_was_counted_is_found() => AssertFinds("COUNTED", 0b1, 1, [new Addition(0, Outcome.Refused, null, 1, 2)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_unknown_may_be_counted_or_not(int value) => AssertRight(value, value, [new Addition(0, Outcome.Unknown, null, 1, 2)]);

    [Fact]
    public void An_answer_without_the_point_itself_is_found() =>
        AssertFinds("IMPOSSIBLE", 0b10, 1, [new Addition(1, Outcome.Acknowledged, 1, 1, 2)]);

    [Fact]
    public void What_was_deleted_after_its_answer_is_gone() => AssertRight(0b10, 1, [Acknowledged(0, 1), Acknowledged(1, 5)], Deletion(3));

    [Fact]
    public void A_deleted_point_that_is_back_is_found() => AssertFinds("BACK", 0b11, 2, [Acknowledged(0, 1), Acknowledged(1, 5)], Deletion(3));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_point_that_came_during_a_deletion_may_be_deleted_or_not(int value) => AssertRight(value, value, [Acknowledged(0, 1)], Deletion(2));

    [Fact]
    public void A_point_that_was_lost_after_the_deletion_is_found() => AssertFinds("LOST", 0, 0, [Acknowledged(0, 5)], Deletion(3));

    [Fact]
    public void A_deletion_that_may_still_be_under_way_explains_it() => AssertRight(0, 0, [Acknowledged(0, 5)], Deletion(3) with { Latest = 9 });

    [Fact]
    public void An_import_leaves_its_value() => AssertRight(0b10, 1, [Acknowledged(0, 1)], Deletion(3) with { Bit = 1 });

    [Fact]
    public void A_lost_import_is_found() => AssertFinds("LOST", 0, 0, [], Deletion(3) with { Bit = 1 });

    [Fact]
    public void An_import_that_is_back_is_found() => AssertFinds("BACK", 0b10, 1, [], Deletion(3) with { Bit = 1 }, Deletion(6));

    private static Addition Acknowledged(int bit, long start) => new(bit, Outcome.Acknowledged, null, start, start + 1);

    private static Removal Deletion(long start) => new(IsCertain: true, start, start + 1, start + 1, Bit: null);

    private static void AssertRight(decimal value, long count, IReadOnlyList<Addition> additions, params Removal[] removals) =>
        Assert.Empty(new BitHistory("bucket", additions, removals).Check(value, count));

    private static void AssertFinds(string violation, decimal value, long count, IReadOnlyList<Addition> additions, params Removal[] removals) =>
        Assert.Contains(new BitHistory("bucket", additions, removals).Check(value, count), found => found.Contains($": {violation}", StringComparison.Ordinal));
}

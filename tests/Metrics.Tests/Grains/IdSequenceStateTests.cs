using Metrics.Silo.Grains;

namespace Metrics.Tests.Grains;

public sealed class IdSequenceStateTests
{
    [Fact]
    public void An_id_beyond_the_last_is_reserved_and_those_between_may_be_asked_for()
    {
        var state = new IdSequenceState { Last = 2 }.Reserve(7)!;

        Assert.Equal(7, state.Last);
        Assert.Equal([new IdRange(3, 6)], state.Skipped);
        Assert.Equal([new IdRange(3, 4), new IdRange(6, 6)], state.Reserve(5)!.Skipped);
        Assert.Equal([new IdRange(4, 6)], state.Reserve(3)!.Skipped);
        Assert.Equal([new IdRange(3, 5)], state.Reserve(6)!.Skipped);
        Assert.Equal([], new IdSequenceState { Last = 2 }.Reserve(3)!.Skipped);
    }

    [Fact]
    public void An_id_that_was_handed_out_is_not_reserved()
    {
        var state = new IdSequenceState { Last = 2 }.Reserve(7)!.Reserve(5)!;

        Assert.All((long[])[1, 2, 5, 7], id => Assert.Null(state.Reserve(id)));
    }

    [Fact]
    public void An_id_far_beyond_the_last_is_not_reserved()
    {
        var state = new IdSequenceState { Last = 2 };

        Assert.Null(state.Reserve(3 + IdSequenceState.MaxJump));
        Assert.Null(state.Reserve(long.MaxValue));
        Assert.NotNull(state.Reserve(2 + IdSequenceState.MaxJump));
    }

    [Fact]
    public void Beyond_an_id_that_it_does_not_know_no_earlier_one_is_free()
    {
        var state = new IdSequenceState { Last = 2 }.Reserve(7)!;

        Assert.Equal(7, state.Beyond(7).Last);
        Assert.Equal([new IdRange(3, 6)], state.Beyond(7).Skipped);
        Assert.Equal(9, state.Beyond(9).Last);
        Assert.Empty(state.Beyond(9).Skipped);
    }

    [Fact]
    public void Every_id_is_reserved_once()
    {
        var state = new IdSequenceState();
        long[] ids = [50, 10, 30, 20, 40, 1, 49, 51, 11];
        foreach (var id in ids)
        {
            state = state.Reserve(id)!;
        }

        long[] all = [.. Enumerable.Range(1, 51)];
        Assert.Equal(all.Except(ids), all.Where(id => state.Reserve(id) is not null));
    }

    [Fact]
    public void Whoever_asks_for_an_id_that_cannot_be_had_takes_the_next_that_nobody_beside_asks_for()
    {
        var (state, given) = new IdSequenceState { Last = 2 }.Take([7, 2, 5, long.MaxValue, 8]);

        Assert.Equal([7, 9, 5, 10, 8], given.ToArray());
        Assert.Equal(10, state.Last);
        Assert.Equal([new IdRange(3, 4), new IdRange(6, 6)], state.Skipped);
    }

    [Fact]
    public void An_id_that_is_asked_for_twice_is_handed_out_once()
    {
        var (state, given) = new IdSequenceState().Take([1, 1, 2]);

        Assert.Equal([1, 3, 2], given.ToArray());
        Assert.Equal(3, state.Last);
    }
}

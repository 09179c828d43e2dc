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
    public void Whoever_asks_for_an_id_that_cannot_be_had_takes_the_next()
    {
        var state = new IdSequenceState { Last = 2 };
        var given = new List<long>();
        foreach (var wanted in (long[])[7, 2, 5, long.MaxValue, 8])
        {
            (state, var id) = state.Take(wanted);
            given.Add(id);
        }

        Assert.Equal([7, 8, 5, 9, 10], given);
        Assert.Equal(10, state.Last);
        Assert.Equal([new IdRange(3, 4), new IdRange(6, 6)], state.Skipped);
    }
}

using Metrics.Silo.Storage;

namespace Metrics.Tests.Storage;

public sealed class CommitSizeTests
{
    private readonly CommitSize _size = new(max: 1_000);

    [Fact]
    public void The_next_commit_takes_a_little_more_than_half_of_what_is_under_way()
    {
        _size.Begin(taken: 300, waiting: 100);

        Assert.Equal(225, _size.Limit(isNext: true));
    }

    [Fact]
    public void What_was_just_answered_is_under_way_again()
    {
        _size.Begin(taken: 200, waiting: 0);
        _size.Begin(taken: 150, waiting: 50);

        Assert.Equal(225, _size.Limit(isNext: true));
    }

    [Fact]
    public void Few_buckets_are_not_halved()
    {
        _size.Begin(taken: 1, waiting: 100);

        Assert.InRange(_size.Limit(isNext: true), 101, 255);
    }

    [Fact]
    public void What_the_next_commit_leaves_goes_together()
    {
        _size.Begin(taken: 1, waiting: 0);

        Assert.Equal(1_000, _size.Limit(isNext: false));
    }

    [Fact]
    public void None_takes_more_than_the_maximum()
    {
        _size.Begin(taken: 1_000, waiting: 9_000);

        Assert.Equal(1_000, _size.Limit(isNext: true));
    }

    [Fact]
    public void A_rush_that_is_over_is_forgotten()
    {
        _size.Begin(taken: 1_000, waiting: 0);
        var rush = _size.Limit(isNext: true);
        for (var i = 0; i < 20; i++)
        {
            _size.Begin(taken: 150, waiting: 0);
        }

        Assert.Equal(562, rush);
        Assert.Equal(168, _size.Limit(isNext: true));
    }
}

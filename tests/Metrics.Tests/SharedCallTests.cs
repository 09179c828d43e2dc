using Metrics.Silo;

namespace Metrics.Tests;

public sealed class SharedCallTests
{
    private readonly TaskCompletionSource<int>[] _results = [new(), new(), new()];
    private readonly SharedCall<int> _call;
    private int _calls;

    public SharedCallTests() => _call = new SharedCall<int>(() => _results[_calls++].Task);

    [Fact]
    public async Task Who_may_have_the_result_of_a_call_that_runs_shares_it()
    {
        var (first, second) = (_call.JoinAsync(), _call.JoinAsync());
        _results[0].SetResult(1);

        Assert.Equal((1, 1, 1), (await first, await second, _calls));
    }

    [Fact]
    public async Task Who_needs_a_later_one_shares_the_next()
    {
        var running = _call.NextAsync();
        var (next, same, joined) = (_call.NextAsync(), _call.NextAsync(), _call.JoinAsync());
        Assert.Equal(1, _calls);

        _results[0].SetResult(1);
        Assert.Equal(1, await running);
        Assert.False(next.IsCompleted);
        _results[1].SetResult(2);

        Assert.Equal((2, 2, 2, 2), (await next, await same, await joined, _calls));
    }

    [Fact]
    public async Task A_failure_is_that_of_all_who_share_it_and_of_nobody_else()
    {
        var (first, second, next) = (_call.JoinAsync(), _call.JoinAsync(), _call.NextAsync());
        _results[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);

        _results[1].SetResult(2);

        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task What_has_ended_is_not_shared()
    {
        var calls = 0;
        var call = new SharedCall<int>(() => Task.FromResult(++calls));

        Assert.Equal((1, 2, 3), (await call.JoinAsync(), await call.JoinAsync(), await call.NextAsync()));
    }
}

using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Tests.Support;

namespace Metrics.Tests.Grains;

/// <summary>One copy of a catalog, whose grain is the test.</summary>
public sealed class CatalogCopyTests
{
    private static readonly CatalogSnapshot First = CatalogSnapshot.Empty.With(Definition("first"));
    private static readonly CatalogSnapshot Second = First.With(Definition("second"));

    private readonly TwoClocks _time = new();
    private readonly List<long?> _asked = [];
    private readonly CatalogCopy _copy;
    private Func<Task<CatalogSnapshot?>> _answer = () => Task.FromResult<CatalogSnapshot?>(First);

    public CatalogCopyTests() => _copy = new CatalogCopy(
        knownVersion =>
        {
            _asked.Add(knownVersion);
            return _answer();
        },
        _time);

    [Fact]
    public async Task It_may_be_used_for_the_length_of_a_lease_that_begins_before_the_grain_is_asked()
    {
        var answer = new TaskCompletionSource<CatalogSnapshot?>();
        _answer = () => answer.Task;
        var renewal = _copy.RenewAsync();
        Assert.False(_copy.TryGet(out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        answer.SetResult(First);
        Assert.Same(First, await renewal);

        _time.Advance(CatalogCache.Lease - TimeSpan.FromSeconds(1) - TimeSpan.FromMilliseconds(1));
        Assert.True(_copy.TryGet(out var snapshot));
        Assert.Same(First, snapshot);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_copy.TryGet(out _));
    }

    [Fact]
    public async Task The_time_in_which_the_machine_was_suspended_counts()
    {
        await _copy.RenewAsync();
        _time.Moved = CatalogCache.Lease;

        Assert.False(_copy.TryGet(out _));
        await _copy.RenewAsync();
        Assert.True(_copy.TryGet(out _));
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_makes_the_lease_no_longer()
    {
        await _copy.RenewAsync();
        _time.Moved = -TimeSpan.FromHours(1);

        _time.Advance(CatalogCache.Lease - TimeSpan.FromMilliseconds(1));
        Assert.True(_copy.TryGet(out _));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_copy.TryGet(out _));
    }

    [Fact]
    public async Task Of_many_who_find_it_out_of_use_one_asks_the_grain()
    {
        var answer = new TaskCompletionSource<CatalogSnapshot?>();
        _answer = () => answer.Task;

        var renewals = Enumerable.Range(0, 1_000).Select(_ => _copy.RenewAsync()).ToList();
        answer.SetResult(First);

        Assert.All(await Task.WhenAll(renewals), snapshot => Assert.Same(First, snapshot));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_refresh_knows_of_all_that_came_before_it()
    {
        var answer = new TaskCompletionSource<CatalogSnapshot?>();
        _answer = () => answer.Task;
        var renewal = _copy.RenewAsync();

        var refreshs = Enumerable.Range(0, 1_000).Select(_ => _copy.RefreshAsync()).ToList();
        _answer = () => Task.FromResult<CatalogSnapshot?>(Second);
        answer.SetResult(First);

        Assert.Same(First, await renewal);
        Assert.All(await Task.WhenAll(refreshs), snapshot => Assert.Same(Second, snapshot));
        Assert.Equal([null, First.Version], _asked);
    }

    [Fact]
    public async Task Where_the_grain_has_nothing_newer_the_lease_is_renewed_and_the_copy_stays()
    {
        await _copy.RenewAsync();
        _time.Advance(CatalogCache.Lease);
        _answer = () => Task.FromResult<CatalogSnapshot?>(null);

        Assert.Same(First, await _copy.RenewAsync());

        Assert.True(_copy.TryGet(out var snapshot));
        Assert.Same(First, snapshot);
        Assert.Equal([null, First.Version], _asked);
    }

    [Fact]
    public async Task What_the_grain_sends_of_itself_replaces_the_copy_and_renews_no_lease()
    {
        _copy.Keep(First);
        Assert.False(_copy.TryGet(out _));
        await _copy.RenewAsync();
        _time.Advance(CatalogCache.Lease - TimeSpan.FromMilliseconds(1));

        _copy.Keep(Second);

        Assert.True(_copy.TryGet(out var snapshot));
        Assert.Same(Second, snapshot);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_copy.TryGet(out _));
    }

    [Fact]
    public async Task An_older_catalog_never_replaces_a_newer_one()
    {
        _copy.Keep(Second);

        Assert.Same(Second, await _copy.RenewAsync());
        _copy.Keep(First);

        Assert.True(_copy.TryGet(out var snapshot));
        Assert.Same(Second, snapshot);
    }

    [Fact]
    public async Task The_grain_is_asked_four_times_and_then_the_copy_runs_out()
    {
        await _copy.RenewAsync();
        _answer = () => throw new SiloUnavailableException();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => RunOutAsync(_copy.RenewAsync()));

        Assert.Equal(1 + 4, _asked.Count);
        _time.Advance(CatalogCache.Lease);
        Assert.False(_copy.TryGet(out _));
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_is_asked_again_and_so_it_is_after_a_failure()
    {
        var start = _time.GetTimestamp();
        _answer = () => new TaskCompletionSource<CatalogSnapshot?>().Task;

        await Assert.ThrowsAsync<TimeoutException>(() => RunOutAsync(_copy.RenewAsync()));

        Assert.Equal(4, _asked.Count);
        Assert.True(_time.GetElapsedTime(start) >= 4 * CatalogCopy.TimeToAnswer);
        _answer = () => Task.FromResult<CatalogSnapshot?>(First);
        Assert.Same(First, await _copy.RenewAsync());
    }

    [Fact]
    public async Task A_fault_is_not_repeated()
    {
        _answer = () => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(_copy.RenewAsync);

        Assert.Single(_asked);
    }

    private static MetricDefinition Definition(string name) =>
        new(name.Length, name, AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);

    /// <summary>Lets time pass until the renewal has given up.</summary>
    private async Task RunOutAsync(Task renewal)
    {
        while (!renewal.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await renewal;
    }
}

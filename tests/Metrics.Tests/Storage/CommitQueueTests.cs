using System.Diagnostics;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

/// <summary>What is committed together, and what becomes of those whose commit fails.</summary>
public sealed class CommitQueueTests : IAsyncDisposable
{
    private readonly HeldCommits _commits = new(capacity: 4, maxSize: 3);

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    [Fact]
    public async Task A_lone_sample_is_committed_at_once()
    {
        _commits.Release();

        Assert.Equal(5m, await _commits.Open("a").Add(5m).CommittedAsync());
        Assert.Equal([("a", 5m, 0L)], _commits.Rows.Single());
    }

    [Fact]
    public async Task Samples_that_come_while_a_commit_runs_share_the_next_one_and_each_has_its_own_running_value()
    {
        var (a, b) = (_commits.Open("a"), _commits.Open("b"));
        var first = b.Add(1m);
        await _commits.StartedAsync();

        Added[] rest = [b.Add(2m), a.Add(10m), b.Add(4m)];
        _commits.Release(2);

        Assert.Equal(1m, await first.CommittedAsync());
        Assert.Equal([3m, 10m, 7m], await HeldCommits.CommittedAsync(rest));
        var version = _commits.Written[0][0].NextVersion;
        Assert.Equal([("b", 1m, 0L)], _commits.Rows[0]);
        Assert.Equal([("a", 10m, 0L), ("b", 7m, version)], _commits.Rows[1]);
    }

    [Fact]
    public async Task Nothing_is_told_before_it_is_committed()
    {
        var committed = _commits.Open("a").Add(1m).CommittedAsync();
        await _commits.StartedAsync();

        Assert.False(committed.IsCompleted);

        _commits.Release();
        Assert.Equal(1m, await committed);
    }

    [Fact]
    public async Task A_commit_takes_no_more_than_its_limit_and_the_queue_refuses_what_does_not_fit()
    {
        var running = _commits.Open("running").Add(1m);
        await _commits.StartedAsync();
        var last = _commits.Open("4");
        Added[] waiting = [_commits.Open("1").Add(1m), _commits.Open("2").Add(1m), _commits.Open("3").Add(1m), last.Add(1m)];
        var full = _commits.Open("5");

        Assert.Throws<StorageQueueFullException>(() => full.Add(1m));
        var sharing = last.Add(1m);

        _commits.Release(3);
        await HeldCommits.CommittedAsync([running, sharing, .. waiting]);
        Assert.Equal([1, 3, 1], _commits.Written.Select(rows => rows.Count));
        _commits.Release();
        Assert.Equal(7m, await full.Add(7m).CommittedAsync());
    }

    [Fact]
    public async Task Of_more_than_was_under_way_the_next_commit_takes_its_share_and_the_one_after_it_the_rest()
    {
        await using var commits = new HeldCommits(capacity: 1_000, maxSize: 900);
        var buckets = Enumerable.Range(0, 800).Select(i => commits.Open($"{i:000}")).ToArray();
        var running = buckets[0].Add(1m);
        await commits.StartedAsync();

        var waiting = buckets[1..200].Select(bucket => bucket.Add(1m)).ToArray();
        commits.Release();
        await commits.StartedAsync();
        var rush = buckets[200..].Select(bucket => bucket.Add(1m)).ToArray();
        commits.Release(3);

        await HeldCommits.CommittedAsync([running, .. waiting, .. rush]);
        Assert.Equal([1, 144, 144, 511], commits.Written.Select(rows => rows.Count));
    }

    [Theory]
    [InlineData(WriteOutcome.Conflict, typeof(InconsistentStateException))]
    [InlineData(WriteOutcome.Duplicate, typeof(InconsistentStateException))]
    [InlineData(WriteOutcome.MetricDeleted, typeof(MetricDeletedException))]
    [InlineData(WriteOutcome.Invalid, typeof(StorageUnavailableException))]
    [InlineData(WriteOutcome.Unknown, typeof(OutcomeUnknownException))]
    internal async Task A_row_that_is_not_written_fails_its_own_samples_and_no_others(WriteOutcome outcome, Type exception)
    {
        var first = _commits.Open("first").Add(1m);
        await _commits.StartedAsync();
        _commits.Answer = rows => [.. rows.Select(row => row.Key.Key == "bad" ? outcome : WriteOutcome.Written)];
        var sentAway = 0;
        var bucket = _commits.Open("bad", () => sentAway++);
        Added[] good = [_commits.Open("a").Add(1m), _commits.Open("z").Add(2m)];
        Added[] failing = [bucket.Add(1m), bucket.Add(1m)];
        _commits.Release(2);

        Assert.Equal([1m, 1m, 2m], await HeldCommits.CommittedAsync([first, .. good]));
        foreach (var added in failing)
        {
            await Assert.ThrowsAsync(exception, async () => await added.CommittedAsync());
        }

        Assert.Equal(1, sentAway);
        Assert.False(bucket.TryAdd(TestSamples.Sum(1m), out _));
    }

    [Fact]
    public async Task What_was_added_upon_a_value_that_was_not_committed_fails_too_and_is_never_written()
    {
        var bucket = _commits.Open("a");
        var lost = bucket.Add(1m);
        await _commits.StartedAsync();
        var upon = bucket.Add(2m);
        var other = _commits.Open("b").Add(4m);
        _commits.Answer = rows => rows[0].Key.Key == "a" ? throw new InvalidOperationException("gone") : [WriteOutcome.Written];
        _commits.Release(2);

        var unknown = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await lost.CommittedAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(async () => await upon.CommittedAsync());
        Assert.Equal(4m, await other.CommittedAsync());
        Assert.Equal("gone", unknown.InnerException!.Message);
        Assert.Equal(
            ["A batch of 1 failed (commit): gone", "A batch succeeded again (commit), after 1 had failed."],
            _commits.Log.Lines.Select(line => line.Message));
        Assert.Equal([("b", 4m, 0L)], _commits.Rows[1]);
    }

    [Fact]
    public async Task A_commit_that_cannot_even_begin_fails_its_own_samples_and_no_others()
    {
        var sentAway = 0;
        var bucket = _commits.Open("a", () => sentAway++);
        _commits.Release();
        using (BrokenTraces.Begin("commit"))
        {
            var unknown = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await bucket.Add(1m).CommittedAsync());
            Assert.Equal("broken", unknown.InnerException!.Message);
        }

        Assert.Equal(1, sentAway);
        Assert.Equal("A batch of 1 failed (commit): broken", Assert.Single(_commits.Log.Lines).Message);
        Assert.False(bucket.TryAdd(TestSamples.Sum(1m), out _));
        Assert.Equal(2m, await _commits.Open("a").Add(2m).CommittedAsync());
    }

    [Fact]
    public async Task Of_a_bucket_that_was_opened_twice_a_commit_writes_one()
    {
        var (one, other, neighbour) = (_commits.Open("a"), _commits.Open("a"), _commits.Open("b"));
        var blocked = _commits.Open("c").Add(1m);
        await _commits.StartedAsync();
        Added[] added = [one.Add(1m), other.Add(2m), neighbour.Add(4m)];
        _commits.Release(3);

        await blocked.CommittedAsync();
        var failed = await Assert.ThrowsAsync<InconsistentStateException>(async () => await HeldCommits.CommittedAsync(added));
        Assert.Contains("another activation", failed.Message, StringComparison.Ordinal);
        Assert.Equal(4m, await added[2].CommittedAsync());
        Assert.Equal(["a", "b"], _commits.Rows[1].Select(row => row.Key));
        Assert.Equal(["conflict"], _commits.Refused);

        // The one that was not written is of no use any more; the other one is.
        Assert.True(one.TryAdd(TestSamples.Sum(1m), out _) ^ other.TryAdd(TestSamples.Sum(1m), out _));
    }

    [Fact]
    public async Task Commits_have_nothing_of_the_request_that_made_the_queue()
    {
        using var request = new Activity("request").Start();
        await using var commits = new HeldCommits();
        var current = new List<Activity?>();
        commits.Answer = rows =>
        {
            current.Add(Activity.Current);
            return [.. rows.Select(_ => WriteOutcome.Written)];
        };
        commits.Release();

        await commits.Open("a").Add(1m).CommittedAsync();

        Assert.Equal([null], current);
    }

    [Fact]
    public async Task What_waits_is_committed_before_the_queue_ends()
    {
        Added[] added = [_commits.Open("a").Add(1m), _commits.Open("b").Add(2m)];
        _commits.Release(2);

        await _commits.Queue.DisposeAsync();

        Assert.All(added, one => Assert.True(one.CommittedAsync().AsTask().IsCompletedSuccessfully));
        Assert.Throws<StorageQueueFullException>(() => _commits.Open("c").Add(1m));
    }
}

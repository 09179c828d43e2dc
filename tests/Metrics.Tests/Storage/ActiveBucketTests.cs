using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using NodaTime;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

/// <summary>What a bucket in memory takes, refuses and answers.</summary>
public sealed class ActiveBucketTests : IAsyncDisposable
{
    private readonly HeldCommits _commits = new();

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    [Fact]
    public async Task A_receipt_is_written_once_with_its_value_and_a_request_that_comes_again_meanwhile_waits_for_it()
    {
        var bucket = _commits.Open("a");
        var receipt = Receipt;
        Assert.True(bucket.TryAddOnce(TestSamples.Sum(3m), receipt, out var first));
        await _commits.StartedAsync();
        Assert.True(bucket.TryAddOnce(TestSamples.Sum(3m), receipt, out var again));
        var next = bucket.Add(1m);
        _commits.Release(2);

        Assert.Equal([3m, 3m, 4m], await HeldCommits.CommittedAsync(first, again, next));
        Assert.Equal([receipt with { Value = 3m }], _commits.Written[0].Single().Receipts);
        Assert.Empty(_commits.Written[1].Single().Receipts);
    }

    [Fact]
    public async Task A_bucket_that_is_closed_takes_nothing_and_waits_for_what_it_has()
    {
        var bucket = _commits.Open("a");
        var added = bucket.Add(1m);
        await _commits.StartedAsync();

        var closed = bucket.CloseAsync();
        Assert.False(bucket.TryAdd(TestSamples.Sum(1m), out _));
        Assert.False(closed.IsCompleted);
        _commits.Release();

        await closed;
        Assert.Equal(1m, await added.CommittedAsync());
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_when_a_commit_has_found_the_bucket_to_be_as_it_is_known()
    {
        var bucket = _commits.Open("a");
        var first = bucket.Add(decimal.MaxValue);
        await _commits.StartedAsync();
        var refused = bucket.Add(1m);
        Assert.True(bucket.TryAddOnce(TestSamples.Sum(1m), Receipt, out var refusedOnce));
        var fits = bucket.Add(-1m);
        var asked = bucket.CanAddAsync(TestSamples.Sum(2m));
        Assert.True(await bucket.CanAddAsync(TestSamples.Sum(1m)));
        Assert.False(asked.IsCompleted);
        _commits.Release(2);

        Assert.Equal([decimal.MaxValue, decimal.MaxValue - 1m], await HeldCommits.CommittedAsync(first, fits));
        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await refused.CommittedAsync());
        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await refusedOnce.CommittedAsync());
        Assert.False(await asked);
        Assert.Empty(_commits.Written[1].Single().Receipts);
        Assert.Equal([1L, 2L], _commits.Written.Select(rows => rows.Single().Aggregate.Count));
    }

    [Fact]
    public async Task What_does_not_fit_into_a_bucket_that_was_only_read_is_refused_when_it_is_found_to_be_as_it_was_read()
    {
        _commits.Release(2);
        var bucket = _commits.OpenRead("a", decimal.MaxValue);

        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await bucket.Add(1m).CommittedAsync());
        Assert.False(await bucket.CanAddAsync(TestSamples.Sum(1m)));

        Assert.Equal([("a", decimal.MaxValue, 7L), ("a", decimal.MaxValue, _commits.Written[0][0].NextVersion)], _commits.Rows.SelectMany(rows => rows));
    }

    [Fact]
    public async Task What_would_fit_into_the_bucket_as_it_is_by_now_is_not_refused()
    {
        _commits.Release(2);
        _commits.Answer = rows => [.. rows.Select(_ => WriteOutcome.Conflict)];
        var sentAway = 0;
        var (one, other) = (_commits.OpenRead("a", decimal.MaxValue, () => sentAway++), _commits.OpenRead("b", decimal.MaxValue, () => sentAway++));

        await Assert.ThrowsAsync<InconsistentStateException>(async () => await one.Add(1m).CommittedAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.CanAddAsync(TestSamples.Sum(1m)));

        Assert.Equal(2, sentAway);
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.CanAddAsync(TestSamples.Sum(1m)));
    }

    [Fact]
    public async Task What_does_not_fit_by_itself_is_refused_at_once()
    {
        var bucket = _commits.Open("a");
        var samples = Accumulator.Of(AggregationType.Average, new Aggregate { Count = 1, WeightedSum = decimal.MaxValue, Weight = 0.1m });

        Assert.Throws<AggregateOverflowException>(() => bucket.TryAdd(samples, out _));
        Assert.False(await bucket.CanAddAsync(samples));

        Assert.Empty(_commits.Written);
    }

    [Fact]
    public async Task A_bucket_for_which_somebody_waits_is_not_closed_before_that_ends()
    {
        var bucket = _commits.Open("a");
        var added = bucket.Add(1m);
        await _commits.StartedAsync();

        Assert.False(bucket.TryClose(out var ended));
        Assert.False(ended.IsCompleted);
        var next = bucket.Add(2m);
        _commits.Release(2);

        await ended;
        Assert.Equal([1m, 3m], await HeldCommits.CommittedAsync(added, next));
        Assert.True(bucket.TryClose(out _));
        Assert.False(bucket.TryAdd(TestSamples.Sum(1m), out _));
    }

    [Fact]
    public async Task Samples_of_an_unknown_type_are_refused_before_they_reach_a_commit()
    {
        var bucket = _commits.Open("a");

        Assert.Throws<InvalidOperationException>(() => bucket.TryAdd(Accumulator.Of((AggregationType)99, Aggregate.Empty with { Count = 1 }), out _));
        _commits.Release();

        Assert.Equal(2m, await bucket.Add(2m).CommittedAsync());
    }

    private static Receipt Receipt { get; } = new("key", 0m, Instant.FromUtc(2024, 4, 9, 0, 0));
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using NodaTime;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

/// <summary>Buckets in memory and the commits that they wait for.</summary>
public sealed class CommitQueueTests : IAsyncDisposable
{
    private const int Capacity = 4;
    private const int MaxSize = 3;

    private readonly List<IReadOnlyList<BucketRow>> _written = [];
    private readonly List<int> _failures = [];
    private readonly SemaphoreSlim _started = new(0);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly CommitQueue _queue;
    private Func<IReadOnlyList<BucketRow>, IReadOnlyList<WriteOutcome>> _answer = rows => [.. rows.Select(_ => WriteOutcome.Written)];

    public CommitQueueTests() => _queue = new CommitQueue(WriteAsync, Capacity, MaxSize, SilentMeters.Create(), (count, _) => _failures.Add(count));

    public async ValueTask DisposeAsync()
    {
        _gate.Release(1_000);
        await _queue.DisposeAsync();
        _started.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task A_lone_sample_is_committed_at_once()
    {
        _gate.Release();

        Assert.Equal(5m, await Add(Bucket("a"), 5m).CommittedAsync());
        Assert.Equal([("a", 5m, 0L)], Rows(_written.Single()));
    }

    [Fact]
    public async Task Samples_that_come_while_a_commit_runs_share_the_next_one_and_each_has_its_own_running_value()
    {
        var (a, b) = (Bucket("a"), Bucket("b"));
        var first = Add(b, 1m);
        await _started.WaitAsync();

        Added[] rest = [Add(b, 2m), Add(a, 10m), Add(b, 4m)];
        _gate.Release(2);

        Assert.Equal(1m, await first.CommittedAsync());
        Assert.Equal([3m, 10m, 7m], await Committed(rest));
        var version = _written[0][0].NextVersion;
        Assert.Equal([("b", 1m, 0L)], Rows(_written[0]));
        Assert.Equal([("a", 10m, 0L), ("b", 7m, version)], Rows(_written[1]));
    }

    [Fact]
    public async Task Nothing_is_told_before_it_is_committed()
    {
        var committed = Add(Bucket("a"), 1m).CommittedAsync();
        await _started.WaitAsync();

        Assert.False(committed.IsCompleted);

        _gate.Release();
        Assert.Equal(1m, await committed);
    }

    [Fact]
    public async Task A_commit_takes_no_more_than_its_limit_and_the_queue_refuses_what_does_not_fit()
    {
        var running = Add(Bucket("running"), 1m);
        await _started.WaitAsync();
        var last = Bucket("4");
        Added[] waiting = [Add(Bucket("1"), 1m), Add(Bucket("2"), 1m), Add(Bucket("3"), 1m), Add(last, 1m)];
        var full = Bucket("5");

        Assert.Throws<StorageQueueFullException>(() => Add(full, 1m));
        var sharing = Add(last, 1m);

        _gate.Release(3);
        await Committed([running, sharing, .. waiting]);
        Assert.Equal([1, 3, 1], _written.Select(rows => rows.Count));
        _gate.Release();
        Assert.Equal(7m, await Add(full, 7m).CommittedAsync());
    }

    [Theory]
    [InlineData(WriteOutcome.Conflict, typeof(InconsistentStateException))]
    [InlineData(WriteOutcome.Duplicate, typeof(InconsistentStateException))]
    [InlineData(WriteOutcome.MetricDeleted, typeof(MetricDeletedException))]
    [InlineData(WriteOutcome.Refused, typeof(StorageUnavailableException))]
    [InlineData(WriteOutcome.Unknown, typeof(OutcomeUnknownException))]
    internal async Task A_row_that_is_not_written_fails_its_own_samples_and_no_others(WriteOutcome outcome, Type exception)
    {
        var first = Add(Bucket("first"), 1m);
        await _started.WaitAsync();
        _answer = rows => [.. rows.Select(row => row.Key.Key == "bad" ? outcome : WriteOutcome.Written)];
        var (bad, sentAway) = (0, 0);
        var bucket = Bucket("bad", () => sentAway++);
        Added[] good = [Add(Bucket("a"), 1m), Add(Bucket("z"), 2m)];
        Added[] failing = [Add(bucket, 1m), Add(bucket, 1m)];
        _gate.Release(2);

        Assert.Equal([1m, 1m, 2m], await Committed([first, .. good]));
        foreach (var added in failing)
        {
            await Assert.ThrowsAsync(exception, async () => await added.CommittedAsync());
            bad++;
        }

        Assert.Equal((2, 1), (bad, sentAway));
        Assert.False(bucket.TryAdd(Of(1m), out _));
    }

    [Fact]
    public async Task What_was_added_upon_a_value_that_was_not_committed_fails_too_and_is_never_written()
    {
        var bucket = Bucket("a");
        var lost = Add(bucket, 1m);
        await _started.WaitAsync();
        var upon = Add(bucket, 2m);
        var other = Add(Bucket("b"), 4m);
        _answer = rows => rows[0].Key.Key == "a" ? throw new InvalidOperationException("gone") : [WriteOutcome.Written];
        _gate.Release(2);

        var unknown = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await lost.CommittedAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(async () => await upon.CommittedAsync());
        Assert.Equal(4m, await other.CommittedAsync());
        Assert.Equal("gone", unknown.InnerException!.Message);
        Assert.Equal([1], _failures);
        Assert.Equal([("b", 4m, 0L)], Rows(_written[1]));
    }

    [Fact]
    public async Task A_commit_that_cannot_even_begin_fails_its_own_samples_and_no_others()
    {
        var sentAway = 0;
        var bucket = Bucket("a", () => sentAway++);
        _gate.Release();
        using (BrokenTraces.Begin("commit"))
        {
            var unknown = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Add(bucket, 1m).CommittedAsync());
            Assert.Equal("broken", unknown.InnerException!.Message);
        }

        Assert.Equal(1, sentAway);
        Assert.Equal([1], _failures);
        Assert.False(bucket.TryAdd(Of(1m), out _));
        Assert.Equal(2m, await Add(Bucket("a"), 2m).CommittedAsync());
    }

    [Fact]
    public async Task A_receipt_is_written_once_with_its_value_and_a_request_that_comes_again_meanwhile_waits_for_it()
    {
        var bucket = Bucket("a");
        var receipt = Receipt;
        Assert.True(bucket.TryAddOnce(Of(3m), receipt, out var first));
        await _started.WaitAsync();
        Assert.True(bucket.TryAddOnce(Of(3m), receipt, out var again));
        var next = Add(bucket, 1m);
        _gate.Release(2);

        Assert.Equal([3m, 3m, 4m], await Committed([first, again, next]));
        Assert.Equal([receipt with { Value = 3m }], _written[0].Single().Receipts);
        Assert.Empty(_written[1].Single().Receipts);
    }

    [Fact]
    public async Task A_bucket_that_is_closed_takes_nothing_and_waits_for_what_it_has()
    {
        var bucket = Bucket("a");
        var added = Add(bucket, 1m);
        await _started.WaitAsync();

        var closed = bucket.CloseAsync();
        Assert.False(bucket.TryAdd(Of(1m), out _));
        Assert.False(closed.IsCompleted);
        _gate.Release();

        await closed;
        Assert.Equal(1m, await added.CommittedAsync());
    }

    [Fact]
    public async Task Of_a_bucket_that_was_opened_twice_a_commit_writes_one()
    {
        var (one, other, neighbour) = (Bucket("a"), Bucket("a"), Bucket("b"));
        var blocked = Add(Bucket("c"), 1m);
        await _started.WaitAsync();
        Added[] added = [Add(one, 1m), Add(other, 2m), Add(neighbour, 4m)];
        _gate.Release(3);

        await blocked.CommittedAsync();
        var failed = await Assert.ThrowsAsync<InconsistentStateException>(async () => await Committed(added));
        Assert.Contains("another activation", failed.Message, StringComparison.Ordinal);
        Assert.Equal(4m, await added[2].CommittedAsync());
        Assert.Equal(["a", "b"], Rows(_written[1]).Select(row => row.Key));

        // The one that was not written is of no use any more; the other one is.
        Assert.True(one.TryAdd(Of(1m), out _) ^ other.TryAdd(Of(1m), out _));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_when_a_commit_has_found_the_bucket_to_be_as_it_is_known()
    {
        var bucket = Bucket("a");
        var first = Add(bucket, decimal.MaxValue);
        await _started.WaitAsync();
        var refused = Add(bucket, 1m);
        Assert.True(bucket.TryAddOnce(Of(1m), Receipt, out var refusedOnce));
        var fits = Add(bucket, -1m);
        var asked = bucket.CanAddAsync(Of(2m));
        Assert.True(await bucket.CanAddAsync(Of(1m)));
        Assert.False(asked.IsCompleted);
        _gate.Release(2);

        Assert.Equal([decimal.MaxValue, decimal.MaxValue - 1m], await Committed([first, fits]));
        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await refused.CommittedAsync());
        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await refusedOnce.CommittedAsync());
        Assert.False(await asked);
        Assert.Empty(_written[1].Single().Receipts);
        Assert.Equal([1L, 2L], _written.Select(rows => rows.Single().Aggregate.Count));
    }

    [Fact]
    public async Task What_does_not_fit_into_a_bucket_that_was_only_read_is_refused_when_it_is_found_to_be_as_it_was_read()
    {
        _gate.Release(2);
        var bucket = ReadBucket("a", decimal.MaxValue);

        await Assert.ThrowsAsync<AggregateOverflowException>(async () => await Add(bucket, 1m).CommittedAsync());
        Assert.False(await bucket.CanAddAsync(Of(1m)));

        Assert.Equal([("a", decimal.MaxValue, 7L), ("a", decimal.MaxValue, 8L)], _written.SelectMany(Rows));
    }

    [Fact]
    public async Task What_would_fit_into_the_bucket_as_it_is_by_now_is_not_refused()
    {
        _gate.Release(2);
        _answer = rows => [.. rows.Select(_ => WriteOutcome.Conflict)];
        var sentAway = 0;
        var (one, other) = (ReadBucket("a", decimal.MaxValue, () => sentAway++), ReadBucket("b", decimal.MaxValue, () => sentAway++));

        await Assert.ThrowsAsync<InconsistentStateException>(async () => await Add(one, 1m).CommittedAsync());
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.CanAddAsync(Of(1m)));

        Assert.Equal(2, sentAway);
        await Assert.ThrowsAsync<InconsistentStateException>(() => other.CanAddAsync(Of(1m)));
    }

    [Fact]
    public async Task What_does_not_fit_by_itself_is_refused_at_once()
    {
        var bucket = Bucket("a");
        var samples = Accumulator.Of(AggregationType.Average, new Aggregate { Count = 1, WeightedSum = decimal.MaxValue, Weight = 0.1m });

        Assert.Throws<AggregateOverflowException>(() => bucket.TryAdd(samples, out _));
        Assert.False(await bucket.CanAddAsync(samples));

        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_bucket_for_which_somebody_waits_is_not_closed_before_that_ends()
    {
        var bucket = Bucket("a");
        var added = Add(bucket, 1m);
        await _started.WaitAsync();

        Assert.False(bucket.TryClose(out var ended));
        Assert.False(ended.IsCompleted);
        var next = Add(bucket, 2m);
        _gate.Release(2);

        await ended;
        Assert.Equal([1m, 3m], await Committed([added, next]));
        Assert.True(bucket.TryClose(out _));
        Assert.False(bucket.TryAdd(Of(1m), out _));
    }

    [Fact]
    public async Task Samples_of_an_unknown_type_are_refused_before_they_reach_a_commit()
    {
        var bucket = Bucket("a");

        Assert.Throws<InvalidOperationException>(() => bucket.TryAdd(Accumulator.Of((AggregationType)99, Aggregate.Empty with { Count = 1 }), out _));
        _gate.Release();

        Assert.Equal(2m, await Add(bucket, 2m).CommittedAsync());
    }

    [Fact]
    public async Task What_waits_is_committed_before_the_queue_ends()
    {
        Added[] added = [Add(Bucket("a"), 1m), Add(Bucket("b"), 2m)];
        _gate.Release(2);

        await _queue.DisposeAsync();

        Assert.All(added, one => Assert.True(one.CommittedAsync().AsTask().IsCompletedSuccessfully));
        Assert.Throws<StorageQueueFullException>(() => Add(Bucket("c"), 1m));
    }

    private static Receipt Receipt { get; } = new("key", 0m, Instant.FromUtc(2024, 4, 9, 0, 0));

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<BucketRow> rows)
    {
        _written.Add(rows);
        _started.Release();
        await _gate.WaitAsync();
        return _answer(rows);
    }

    private ActiveBucket Bucket(string key, Action? onFailure = null) =>
        new(row: null, new BucketKey(1, Instant.FromUtc(2024, 4, 9, 0, 0), key), _queue, onFailure ?? (() => { }));

    /// <summary>A bucket that is in the database, with one sample.</summary>
    private ActiveBucket ReadBucket(string key, decimal sum, Action? onFailure = null)
    {
        var row = new BucketRow(new BucketKey(1, Instant.FromUtc(2024, 4, 9, 0, 0), key), Aggregate.Of(AggregationType.Sum, new Sample(sum)), 7, []);
        return new(row, row.Key, _queue, onFailure ?? (() => { }));
    }

    private static Added Add(ActiveBucket bucket, decimal value) =>
        bucket.TryAdd(Of(value), out var added) ? added : throw new InvalidOperationException("The bucket is closed.");

    private static Accumulator Of(decimal value) => Accumulator.Of(AggregationType.Sum, Aggregate.Of(AggregationType.Sum, new Sample(value)));

    private static async Task<decimal[]> Committed(IEnumerable<Added> added) =>
        await Task.WhenAll(added.Select(one => one.CommittedAsync().AsTask()));

    private static IEnumerable<(string Key, decimal? Sum, long Version)> Rows(IReadOnlyList<BucketRow> rows) =>
        rows.Select(row => (row.Key.Key, row.Aggregate.Sum, row.Version));
}

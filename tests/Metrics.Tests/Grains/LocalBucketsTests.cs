using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Metrics.Tests.Grains;

public sealed class LocalBucketsTests : IAsyncDisposable
{
    private static readonly BucketKey Key = new(1, Instant.FromUtc(2024, 4, 9, 0, 0), "a");

    private readonly FakeTimeProvider _time = new();
    private readonly CommitQueue _queue = new(
        rows => Task.FromResult<IReadOnlyList<WriteOutcome>>([.. rows.Select(_ => WriteOutcome.Written)]),
        100,
        100,
        SilentMeters.Create(),
        new FailureLog("commit", TimeProvider.System, NullLogger.Instance));

    private readonly LocalBuckets _buckets;

    public LocalBucketsTests() => _buckets = new LocalBuckets(_time);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Fact]
    public async Task Only_what_is_here_takes_samples_without_a_message()
    {
        Assert.False(TryAdd(out _));

        var local = _buckets.Register(Open());
        Assert.True(TryAdd(out var added));
        Assert.Equal(1m, await added.CommittedAsync());
        Assert.True(local.CanAdd(new Accumulator(AggregationType.Sum)));

        _buckets.Unregister(local);
        Assert.False(TryAdd(out _));
    }

    [Fact]
    public void A_bucket_that_came_anew_stays_when_the_former_one_goes()
    {
        var former = _buckets.Register(Open());
        _buckets.Register(Open());

        _buckets.Unregister(former);

        Assert.True(TryAdd(out _));
    }

    [Fact]
    public void Now_and_then_one_sample_goes_as_a_message_so_that_the_grain_is_not_taken_for_idle()
    {
        _buckets.Register(Open());

        for (var second = 0; second < 200; second++)
        {
            Assert.Equal(second is 0 || second % 40 != 0, TryAdd(out _));
            Assert.True(TryAdd(out _));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Memory_is_given_back_once_after_nearly_all_of_many_buckets_are_gone()
    {
        using var memory = new MemoryRelease(_buckets, _time, NullLogger<MemoryRelease>.Instance);
        var registered = new Stack<LocalBucket>();
        void Fill(int count)
        {
            while (registered.Count < count)
            {
                registered.Push(_buckets.Register(Open(Key with { Key = $"key{registered.Count}" })));
            }
        }

        void Leave(int count)
        {
            while (registered.Count > count)
            {
                _buckets.Unregister(registered.Pop());
            }
        }

        Assert.False(memory.TakeFall());
        Fill(MemoryRelease.Many * 3);
        Assert.False(memory.TakeFall());
        Leave((MemoryRelease.Many * 3 / 10) + 1);
        Assert.False(memory.TakeFall());
        Leave(MemoryRelease.Many * 3 / 10);
        Assert.True(memory.TakeFall());
        Assert.False(memory.TakeFall());
        Leave(0);
        Assert.False(memory.TakeFall());
        Fill(MemoryRelease.Many - 1);
        Assert.False(memory.TakeFall());
        Leave(0);
        Assert.False(memory.TakeFall());
        Fill(MemoryRelease.Many);
        Assert.False(memory.TakeFall());
        Leave(0);
        Assert.True(memory.TakeFall());
    }

    private ActiveBucket Open() => Open(Key);

    private ActiveBucket Open(BucketKey key) => new(row: null, key, _queue, () => { });

    private bool TryAdd(out Added added)
    {
        added = default;
        return _buckets.Find(Key)?.TryAdd(TestSamples.Sum(1m), out added) ?? false;
    }
}

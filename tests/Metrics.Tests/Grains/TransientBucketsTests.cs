using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Metrics.Tests.Grains;

/// <summary>Which buckets are opened without their grains, and for how long.</summary>
public sealed class TransientBucketsTests : IClassFixture<PostgresDatabase>, IAsyncDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);
    private static readonly Instant End = Start + Duration.FromDays(1);
    private static readonly Instant Later = End + Duration.FromHours(1);

    private static long s_lastMetric = 1_000;

    private readonly FakeTimeProvider _time = new();
    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly TransientBuckets _transient;
    private readonly BucketKey _bucket = new(Interlocked.Increment(ref s_lastMetric), Start, "key");

    public TransientBucketsTests(PostgresDatabase database)
    {
        _storage = StorageOf(database.Buckets);
        _local = new LocalBuckets(_time);
        _transient = new TransientBuckets(_storage, _local, _time);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public void What_was_over_for_two_minutes_suits()
    {
        Assert.False(_transient.Suits(_bucket, End, Start));
        Assert.False(_transient.Suits(_bucket, End, End + Duration.FromSeconds(119)));
        Assert.True(_transient.Suits(_bucket, End, End + Duration.FromSeconds(120)));
    }

    [Fact]
    public async Task Requests_share_what_is_open_and_the_last_one_closes_it()
    {
        var first = await _transient.OpenAsync([_bucket]);
        var second = await _transient.OpenAsync([_bucket]);
        Assert.Same(first.Single(), second.Single());
        Assert.Same(first.Single(), _local.Find(_bucket));

        _transient.Close([_bucket]);
        Assert.Equal(1m, await AddAsync(second.Single()));

        _transient.Close([_bucket]);
        Assert.Null(_local.Find(_bucket));
        Assert.False(second.Single().TryAdd(TestSamples.Sum(1), out _));
        var third = await _transient.OpenAsync([_bucket]);
        Assert.Equal(2m, await AddAsync(third.Single()));
    }

    [Fact]
    public async Task Where_the_grain_is_here_its_bucket_is_taken_and_stays()
    {
        var ofGrain = _local.Register(await _storage.OpenAsync(_bucket, () => { }));

        var opened = await _transient.OpenAsync([_bucket]);
        _transient.Close([_bucket]);

        Assert.Same(ofGrain, opened.Single());
        Assert.Same(ofGrain, _local.Find(_bucket));
        Assert.Equal(1m, await AddAsync(ofGrain));
    }

    [Fact]
    public async Task What_was_closed_a_moment_ago_does_not_suit_any_more()
    {
        var opened = await _transient.OpenAsync([_bucket]);
        Assert.True(_transient.Suits(_bucket, End, Later));
        _transient.Close([_bucket]);

        Assert.False(_transient.Suits(_bucket, End, Later));
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.False(_transient.Suits(_bucket, End, Later));
        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.True(_transient.Suits(_bucket, End, Later));
    }

    [Fact]
    public async Task Of_very_many_that_were_closed_the_first_are_forgotten()
    {
        for (var i = 0; i < 3; i++)
        {
            var buckets = Enumerable.Range(0, 50_000).Select(number => _bucket with { Key = $"{i} {number}" }).ToArray();
            await _transient.OpenAsync(buckets);
            _transient.Close(buckets);
        }

        Assert.True(_transient.Suits(_bucket with { Key = "0 7" }, End, Later));
        Assert.False(_transient.Suits(_bucket with { Key = "2 7" }, End, Later));
    }

    [Fact]
    public async Task A_request_that_cannot_read_all_its_buckets_closes_those_that_others_have_left_to_it()
    {
        var unread = new TaskCompletionSource<IReadOnlyList<BucketRow?>>();
        var reads = new Queue<Task<IReadOnlyList<BucketRow?>>>([Task.FromResult<IReadOnlyList<BucketRow?>>([null]), unread.Task]);
        await using var storage = StorageOf(StandIn.For<IBucketDatabase>((_, _) => reads.Dequeue()));
        var transient = new TransientBuckets(storage, _local, _time);
        await transient.OpenAsync([_bucket]);
        var both = transient.OpenAsync([_bucket, _bucket with { Key = "another" }]);
        transient.Close([_bucket]);
        Assert.NotNull(_local.Find(_bucket));

        unread.SetException(new TimeoutException("no answer"));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => both);
        Assert.Null(_local.Find(_bucket));
    }

    private static async Task<decimal> AddAsync(LocalBucket bucket) =>
        bucket.TryAdd(TestSamples.Sum(1), out var added) ? await added.CommittedAsync() : throw new InvalidOperationException("The bucket is closed.");

    private BucketStorage StorageOf(IBucketDatabase database) => TestStorage.Create(database, new KeyCache(_time), _time);
}

using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Metrics.Tests.Grains;

/// <summary>First buckets of new keys: which are opened without their grains, for how long, and how a grain takes one over.</summary>
public sealed class YoungBucketsTests : IAsyncDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static readonly SiloAddress s_self = SiloAddress.FromParsableString("127.0.0.1:1@0");
    private static readonly SiloAddress s_other = SiloAddress.FromParsableString("127.0.0.1:2@0");

    private readonly FakeTimeProvider _time = new();
    private readonly KeyCache _keys;
    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly YoungBuckets _young;
    private readonly BucketKey _bucket = new(1, Start, "new");
    private readonly Dictionary<SiloAddress, SiloStatus> _silos = [];
    private Func<IReadOnlyList<BucketRow>, Task<IReadOnlyList<WriteOutcome>>> _commit =
        rows => Task.FromResult<IReadOnlyList<WriteOutcome>>([.. rows.Select(_ => WriteOutcome.Written)]);

    public YoungBucketsTests()
    {
        _keys = new KeyCache(_time);
        _storage = new BucketStorage(
            StandIn.For<IBucketDatabase>((_, arguments) => _commit((IReadOnlyList<BucketRow>)arguments[0]!)),
            _keys,
            Options.Create(new StorageOptions()),
            Options.Create(new StorageLimitOptions()),
            SilentMeters.Create(),
            NullLogger<BucketStorage>.Instance);
        _local = new LocalBuckets(_time);
        _young = new YoungBuckets(
            _storage,
            _local,
            StandIn.For<ISiloStatusOracle>((method, _) =>
                method.ReturnType == typeof(SiloAddress) ? s_self : method.ReturnType == typeof(bool) ? true : _silos),
            SilentMeters.Create(),
            _time,
            NullLogger<YoungBuckets>.Instance);
        Admit(_bucket);
    }

    public async ValueTask DisposeAsync()
    {
        _young.Dispose();
        await _storage.DisposeAsync();
    }

    [Fact]
    public void The_first_bucket_of_a_new_key_is_opened_once()
    {
        var opened = _young.TryOpen(_bucket);

        Assert.NotNull(opened);
        Assert.Same(opened, _local.Find(_bucket));
        Assert.Null(_young.TryOpen(_bucket));
        Assert.Null(_young.TryOpen(_bucket with { BucketStart = Start + Duration.FromDays(1) }));

        var known = _bucket with { Key = "known" };
        _keys.Add(new MetricKey(known.MetricId, known.Key), isNew: false);
        Assert.Null(_young.TryOpen(known));
    }

    [Fact]
    public void Where_its_grain_is_here_already_none_is_opened()
    {
        var ofGrain = _local.Register(_storage.TryOpenFirst(_bucket, () => { })!);

        // Its values and the key are deleted meanwhile, and the key comes again.
        _time.Advance(TimeSpan.FromMinutes(6));
        Admit(_bucket);

        Assert.Null(_young.TryOpen(_bucket));
        Assert.Same(ofGrain, _local.Find(_bucket));
    }

    [Fact]
    public void In_company_of_another_silo_none_is_opened()
    {
        Join(s_self);
        Join(s_other);
        Assert.Null(_young.TryOpen(_bucket));

        _silos.Remove(s_other);
        _young.SiloStatusChangeNotification(s_other, SiloStatus.Dead);
        Assert.NotNull(_young.TryOpen(_bucket));
    }

    [Fact]
    public async Task A_grain_takes_it_over_with_what_it_holds_and_keeps_it()
    {
        var opened = _young.TryOpen(_bucket)!;
        await AddAsync(opened, 1);

        var taken = _young.TakeOver(_bucket, () => { });

        Assert.Same(opened.Bucket, taken);
        Assert.Null(_young.TakeOver(_bucket, () => { }));
        await AgeAsync();
        Assert.Equal(3, await AddAsync(opened, 2));
        Assert.Same(opened, _local.Find(_bucket));
    }

    [Fact]
    public async Task The_grain_that_took_it_over_is_told_of_a_failed_write()
    {
        var opened = _young.TryOpen(_bucket)!;
        var told = 0;
        _young.TakeOver(_bucket, () => told++);
        _commit = _ => throw new TimeoutException("no answer");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => AddAsync(opened, 1));

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task One_whose_write_has_failed_is_gone()
    {
        var opened = _young.TryOpen(_bucket)!;
        _commit = _ => throw new TimeoutException("no answer");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => AddAsync(opened, 1));

        Assert.Null(_local.Find(_bucket));
        Assert.Null(_young.TakeOver(_bucket, () => { }));
    }

    [Fact]
    public async Task One_that_is_closed_already_is_not_taken_over()
    {
        var opened = _young.TryOpen(_bucket)!;
        Assert.True(opened.Bucket.TryClose(out _));

        Assert.Null(_young.TakeOver(_bucket, () => { }));
        Assert.Null(_local.Find(_bucket));
        await AgeAsync();
    }

    [Fact]
    public async Task One_that_is_old_is_closed_when_its_points_are_committed()
    {
        var opened = _young.TryOpen(_bucket)!;
        var committed = new TaskCompletionSource();
        var write = _commit;
        _commit = async rows =>
        {
            await committed.Task;
            return await write(rows);
        };
        var added = AddAsync(opened, 1);

        _time.Advance(YoungBuckets.Lifetime - TimeSpan.FromSeconds(1));
        await _young.RunOnceAsync();
        Assert.NotNull(_young.TakeOver(_bucket, () => { }));

        var another = _bucket with { Key = "another" };
        Admit(another);
        opened = _young.TryOpen(another)!;
        var alsoAdded = AddAsync(opened, 5);
        await AgeAsync();
        Assert.Same(opened, _local.Find(another));
        Assert.Null(_young.TakeOver(another, () => { }));

        committed.SetResult();
        Assert.Equal(1, await added);
        Assert.Equal(5, await alsoAdded);
        await Wait.UntilAsync(() => Task.FromResult(_local.Find(another) is null), () => "The bucket is still there.");
        Assert.False(opened.TryAdd(TestSamples.Sum(1), out _));
    }

    [Fact]
    public async Task There_are_so_many_at_most_until_some_are_old()
    {
        for (var i = 0; i < YoungBuckets.MaxCount; i++)
        {
            var bucket = _bucket with { Key = $"{i}" };
            Admit(bucket);
            Assert.NotNull(_young.TryOpen(bucket));
        }

        Assert.Null(_young.TryOpen(_bucket));
        await AgeAsync();
        Assert.Equal(0, _local.Count);
        Admit(_bucket with { Key = "later" });
        Assert.NotNull(_young.TryOpen(_bucket with { Key = "later" }));
    }

    private static async Task<decimal> AddAsync(LocalBucket bucket, decimal value) => await bucket.Bucket.Add(value).CommittedAsync();

    private void Admit(BucketKey bucket) => _keys.Add(new MetricKey(bucket.MetricId, bucket.Key), isNew: true);

    private void Join(SiloAddress silo)
    {
        _silos.Add(silo, SiloStatus.Active);
        _young.SiloStatusChangeNotification(silo, SiloStatus.Active);
    }

    private Task AgeAsync()
    {
        _time.Advance(YoungBuckets.Lifetime);
        return _young.RunOnceAsync();
    }
}

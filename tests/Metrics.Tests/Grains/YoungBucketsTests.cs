using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Metrics.Tests.Grains;

/// <summary>Buckets that have just come into memory: which are opened without their grains, for how long, and how a grain takes one over.</summary>
public sealed partial class YoungBucketsTests : IAsyncDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static readonly SiloAddress s_self = SiloAddress.FromParsableString("127.0.0.1:1@0");
    private static readonly SiloAddress s_other = SiloAddress.FromParsableString("127.0.0.1:2@0");

    private readonly FakeTimeProvider _time = new();
    private readonly KeyCache _keys;
    private readonly List<BucketRow> _rows = [];
    private readonly BucketStorage _storage;
    private readonly LocalBuckets _local;
    private readonly BucketOwners _owners;
    private readonly YoungBuckets _young;
    private readonly BucketKey _bucket = new(1, Start, "new");
    private readonly Dictionary<SiloAddress, SiloStatus> _silos = [];
    private Func<IReadOnlyList<BucketKey>, Task<IReadOnlyList<BucketRow?>>> _read;
    private Func<IReadOnlyList<BucketRow>, Task<IReadOnlyList<WriteOutcome>>> _commit =
        rows => Task.FromResult<IReadOnlyList<WriteOutcome>>([.. rows.Select(_ => WriteOutcome.Written)]);

    public YoungBucketsTests()
    {
        _keys = new KeyCache(_time);
        _read = keys => Task.FromResult<IReadOnlyList<BucketRow?>>([.. keys.Select(key => _rows.Find(row => row.Key == key))]);
        _storage = TestStorage.Create(
            StandIn.For<IBucketDatabase>((_, arguments) => arguments[0] is IReadOnlyList<BucketKey> keys ? _read(keys) : _commit((IReadOnlyList<BucketRow>)arguments[0]!)),
            _keys,
            _time);
        _local = new LocalBuckets(_time);
        _owners = new BucketOwners(TestSilos.OracleOf(s_self, _silos), _keys, _time);
        _young = new YoungBuckets(_storage, _local, _owners, SilentMeters.Create(), _time, NullLogger<YoungBuckets>.Instance);
        Admit(_bucket);
    }

    public async ValueTask DisposeAsync()
    {
        _young.Dispose();
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task The_first_bucket_of_a_new_key_is_opened_once_and_not_read()
    {
        _read = _ => throw new InvalidOperationException("There is nothing to read.");

        var opened = await _young.OpenAsync(_bucket);

        Assert.NotNull(opened);
        Assert.Same(opened, _local.Find(_bucket));
    }

    [Fact]
    public async Task Another_bucket_goes_on_from_its_row()
    {
        var row = new BucketRow(_bucket with { Key = "known" }, Aggregate.Of(AggregationType.Sum, new Sample(5)), Version: 7);
        _rows.Add(row);

        var opened = await _young.OpenAsync(row.Key);

        Assert.Same(opened, _local.Find(row.Key));
        Assert.Equal(6, await AddAsync(opened!, 1));
    }

    [Fact]
    public async Task Who_comes_while_one_is_read_shares_it()
    {
        var read = new TaskCompletionSource();
        var rows = _read;
        _read = async keys =>
        {
            await read.Task;
            return await rows(keys);
        };
        var bucket = _bucket with { Key = "known" };

        var opening = Enumerable.Range(0, 9).Select(_ => _young.OpenAsync(bucket).AsTask()).ToList();
        read.SetResult();
        var opened = await Task.WhenAll(opening);

        Assert.NotNull(opened[0]);
        Assert.All(opened, other => Assert.Same(opened[0], other));
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_not_opened()
    {
        var rows = _read;
        _read = _ => throw new TimeoutException("no answer");
        var bucket = _bucket with { Key = "known" };

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _young.OpenAsync(bucket));
        Assert.Null(_local.Find(bucket));

        _read = rows;
        Assert.NotNull(await _young.OpenAsync(bucket));
    }

    [Fact]
    public async Task Where_its_grain_is_here_already_that_is_the_bucket()
    {
        var ofGrain = _local.Register(await _storage.OpenAsync(_bucket, () => { }));

        Assert.Same(ofGrain, await _young.OpenAsync(_bucket));
        Assert.Null(_young.TakeOver(_bucket, () => { }));
    }

    [Fact]
    public async Task None_stays_where_silos_have_come_or_gone()
    {
        Join(s_self);
        _time.Advance(TimeSpan.FromSeconds(1));
        var opened = await _young.OpenAsync(_bucket);
        await _young.RunOnceAsync();
        Assert.Same(opened, _local.Find(_bucket));

        _time.Advance(TimeSpan.FromSeconds(1));
        Join(s_other);
        await _young.RunOnceAsync();
        Assert.Null(_local.Find(_bucket));

        _time.Advance(TimeSpan.FromSeconds(1));
        await _young.OpenAsync(_bucket);
        await _young.RunOnceAsync();
        Assert.NotNull(_local.Find(_bucket));
    }

    [Fact]
    public async Task A_grain_takes_it_over_with_what_it_holds_and_keeps_it()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
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
        var opened = (await _young.OpenAsync(_bucket))!;
        var told = 0;
        _young.TakeOver(_bucket, () => told++);
        _commit = _ => throw new TimeoutException("no answer");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => AddAsync(opened, 1));

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task One_whose_write_has_failed_is_gone()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
        _commit = _ => throw new TimeoutException("no answer");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => AddAsync(opened, 1));

        Assert.Null(_local.Find(_bucket));
        Assert.Null(_young.TakeOver(_bucket, () => { }));
    }

    [Fact]
    public async Task One_that_is_closed_already_is_not_taken_over()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
        Assert.True(opened.Bucket.TryClose(out _));

        Assert.Null(_young.TakeOver(_bucket, () => { }));
        Assert.Null(_local.Find(_bucket));
        await AgeAsync();
    }

    [Fact]
    public async Task One_in_whose_place_a_grain_has_come_is_counted_no_more_and_leaves_others_alone()
    {
        var replaced = (await _young.OpenAsync(_bucket))!;
        _local.Unregister(_local.Register(await _storage.OpenAsync(_bucket, () => { })));
        var opened = (await _young.OpenAsync(_bucket))!;
        Assert.NotSame(replaced, opened);
        Assert.Equal(1, _young.Count);

        _commit = _ => throw new TimeoutException("no answer");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AddAsync(replaced, 1));
        Assert.Same(opened, _local.Find(_bucket));
        Assert.Equal(1, _young.Count);

        await AgeAsync();
        Assert.Equal(0, _young.Count);
    }

    private static async Task<decimal> AddAsync(LocalBucket bucket, decimal value) => await bucket.Bucket.Add(value).CommittedAsync();

    private void Admit(BucketKey bucket) => _keys.Add(new MetricKey(bucket.MetricId, bucket.Key), isNew: true);

    private void Join(SiloAddress silo)
    {
        _silos.Add(silo, SiloStatus.Active);
        _owners.SiloStatusChangeNotification(silo, SiloStatus.Active);
    }

    private Task AgeAsync()
    {
        _time.Advance(LocalBucket.IdleTime);
        return _young.RunOnceAsync();
    }
}

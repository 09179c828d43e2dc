using Metrics.Silo.Clustering;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Core.Internal;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Placement;
using Orleans.Services;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Metrics.Tests.Grains;

/// <summary>Two silos on one database: what is added in one of them to buckets whose grains live in the other.</summary>
public sealed class RemoteBucketsTests : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric;

    private readonly long _metric = Interlocked.Increment(ref s_lastMetric);
    private readonly InProcessTestCluster _cluster;
    private readonly PostgresDatabase _database;

    public RemoteBucketsTests(PostgresDatabase database)
    {
        _database = database;
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            StayingSiloCache.Use(silo);
            silo.AddGrainService<BucketRelay>();
            silo.AddBucketsOn(database.Buckets);
        });
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_bucket_that_this_silo_knows_nothing_of_takes_nothing()
    {
        var bucket = Key("unknown");

        Assert.Null(await AddAsync(_cluster.Silos[0], bucket, 1));
        Assert.Null(await AskAsync(_cluster.Silos[0], bucket, 1));
    }

    [Fact]
    public async Task Many_at_once_are_each_added_once_and_each_gets_its_own_running_value()
    {
        var (silo, bucket) = await OpenRemoteAsync();

        var values = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => AddAsync(silo, bucket, 1)));

        Assert.Equal(Enumerable.Range(2, 500).Select(value => (decimal?)value), values.Order());
        Assert.Equal(502, await Grain(silo, bucket).Add(AggregationType.Sum, Sum(1)));
    }

    [Fact]
    public async Task Buckets_of_one_message_are_answered_each_for_itself_in_its_order()
    {
        var (full, good) = (Key("full"), Key("good"));
        var silo = _cluster.Silos[0];
        await OpenAsync(silo, full, decimal.MaxValue);
        await OpenAsync(silo, good, 1);

        var relay = silo.ServiceProvider.GetServices<IGrainService>().OfType<BucketRelay>().Single();
        var answers = await relay.Add([Request(full, 1), Request(good, 1), Request(Key("unknown"), 1), Request(full, -1), Request(good, 1)]);

        Assert.IsType<AggregateOverflowException>(answers[0].Failure);
        Assert.Equal([null, 2, null, decimal.MaxValue - 1, 3], answers.Select(answer => answer.Value));
        Assert.All(answers[1..], answer => Assert.Null(answer.Failure));
    }

    [Fact]
    public async Task More_samples_than_a_message_takes_are_each_added_once_and_answered_in_their_order()
    {
        var (silo, bucket) = await OpenRemoteAsync();
        var (_, full) = await OpenRemoteAsync(decimal.MaxValue, silo);
        var (remote, unknown) = (Remote(silo, bucket)!, Key("unknown"));
        var each = Enumerable.Range(0, 3_000).Select(i => (i % 3) switch { 0 => bucket, 1 => full, _ => unknown }).ToList();

        var fits = await RemoteBuckets.CanAddEachAsync(each, key => (remote, Request(key, 1)));
        var answers = await RemoteBuckets.AddEachAsync(each, key => (remote, Request(key, 1)));

        Assert.Equal(each.Select(key => key == bucket ? true : key == full ? false : (bool?)null), fits);
        var values = answers.Where((_, i) => each[i] == bucket).Select(answer => answer.Value).ToList();
        Assert.Equal(Enumerable.Range(2, 1_000).Select(value => (decimal?)value), values.Order());
        Assert.All(answers.Where((_, i) => each[i] == full), answer => Assert.IsType<AggregateOverflowException>(answer.Failure));
        Assert.All(answers.Where((_, i) => each[i] == unknown), answer => Assert.Equal(default, answer));

        // Messages are under way together, but each is added in its own order.
        Assert.All(
            answers.Index().Where(answer => each[answer.Index] == bucket).GroupBy(answer => answer.Index / 1_000, answer => answer.Item.Value),
            message => Assert.Equal(message.Order(), message));
    }

    [Fact]
    public async Task A_bucket_that_is_in_no_silo_is_opened_where_it_is_sent_to_and_its_grain_takes_it_over()
    {
        var (silo, host) = (_cluster.Silos[0], _cluster.Silos[1]);
        var (bucket, full) = (Key("opened"), Key("full"));
        await _database.Buckets.CommitAsync([new BucketRow(full, Sum(decimal.MaxValue), 0)]);
        var remote = silo.ServiceProvider.GetRequiredService<RemoteBuckets>().Of(host.SiloAddress)!;
        var each = new[] { bucket, full, Key("not to be opened") };

        var fits = await RemoteBuckets.CanAddEachAsync(each, key => (remote, Opening(key)));
        var values = await RemoteBuckets.AddEachAsync(each, key => (remote, Opening(key)));
        var together = await Task.WhenAll(Enumerable.Range(0, 99).Select(_ => remote.AddAsync(Opening(bucket))));

        Assert.Equal([true, false, null], fits);
        Assert.Equal([1, null, null], values.Select(answer => answer.Value));
        Assert.IsType<AggregateOverflowException>(values[1].Failure);
        Assert.Equal(Enumerable.Range(2, 99).Select(value => (decimal?)value), together.Select(answer => answer.Value).Order());
        var opened = Local(host, bucket)!.Bucket;
        Assert.Null(Remote(silo, bucket));

        RequestContext.Set(IPlacementDirector.PlacementHintKey, host.SiloAddress);
        Assert.Equal(101, await Grain(silo, bucket).Add(AggregationType.Sum, Sum(1)));
        Assert.Same(opened, Local(host, bucket)!.Bucket);

        RelayRequest Opening(BucketKey key) => Request(key, 1) with { MayBeOpened = key != each[2] };
    }

    [Fact]
    public async Task A_sum_that_does_not_fit_is_refused_and_changes_nothing()
    {
        var (silo, bucket) = await OpenRemoteAsync(decimal.MaxValue);

        await Assert.ThrowsAsync<AggregateOverflowException>(() => AddAsync(silo, bucket, 1));

        Assert.Equal(decimal.MaxValue - 1, await AddAsync(silo, bucket, -1));
    }

    [Fact]
    public async Task Samples_that_would_not_fit_are_told_before()
    {
        var (silo, bucket) = await OpenRemoteAsync(decimal.MaxValue);

        Assert.False(await AskAsync(silo, bucket, 1));
        Assert.True(await AskAsync(silo, bucket, -1));
        Assert.Equal(decimal.MaxValue - 1, await AddAsync(silo, bucket, -1));
    }

    [Fact]
    public async Task What_would_fit_since_the_bucket_was_deleted_is_not_refused()
    {
        var (silo, bucket) = await OpenRemoteAsync(decimal.MaxValue);
        var range = new BucketRange(_metric, Start, Start + Duration.FromHours(1), [bucket.Key]);
        Assert.False(await AskAsync(silo, bucket, 1));

        await _database.Buckets.DeleteAsync(range);
        Assert.Null(await AskAsync(silo, bucket, 1));
        Assert.Equal(decimal.MaxValue, await AddAgainAsync(silo, bucket, decimal.MaxValue));

        await _database.Buckets.DeleteAsync(range);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain(silo, bucket).CanAdd(AggregationType.Sum, Sum(1), null));
        Assert.Equal(decimal.MaxValue, await AddAgainAsync(silo, bucket, decimal.MaxValue));

        await _database.Buckets.DeleteAsync(range);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain(silo, bucket).Add(AggregationType.Sum, Sum(1)));
        Assert.Equal(1, await AddAgainAsync(silo, bucket, 1));
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_counts_once_however_it_comes_again()
    {
        var (silo, bucket) = await OpenRemoteAsync();
        var receipt = new Receipt("request", 0, Start);

        Assert.Equal(6, await AddAsync(silo, bucket, 5, receipt));

        Assert.Equal(6, await Grain(silo, bucket).AddOnce(AggregationType.Sum, Sum(5), receipt, isRepetition: true));
        Assert.Equal(7, await AddAsync(silo, bucket, 1));
    }

    [Fact]
    public async Task A_bucket_that_has_left_takes_nothing_and_the_call_of_its_grain_brings_it_back()
    {
        var (silo, bucket) = await OpenRemoteAsync();
        var host = _cluster.Silos.Single(other => other != silo);
        await Grain(silo, bucket).Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await Wait.UntilAsync(() => Task.FromResult(Local(host, bucket) is null), () => "the bucket is still there");

        Assert.Null(await AddAsync(silo, bucket, 1));
        Assert.Null(await AskAsync(silo, bucket, 1));
        Assert.Equal(2, await Grain(silo, bucket).Add(AggregationType.Sum, Sum(1)));
    }

    [Fact]
    public async Task What_is_sent_to_a_silo_that_is_gone_fails_and_its_buckets_go_on_elsewhere()
    {
        var (silo, bucket) = await OpenRemoteAsync();
        var remote = Remote(silo, bucket)!;
        await _cluster.KillSiloAsync(_cluster.Silos.Single(other => other != silo));

        // Until the other silo is known to be gone, samples are sent there. Whether they count is unknown, and the sender is told.
        var (value, unknown) = (0m, 0);
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    value = await AddAsync(silo, bucket, 1) ?? await Grain(silo, bucket).Add(AggregationType.Sum, Sum(1));
                    return true;
                }
                catch (Exception exception) when (exception is OrleansException or TimeoutException)
                {
                    unknown++;
                    return false;
                }
            },
            () => $"{unknown} samples have been sent to nowhere");

        Assert.InRange(value, 2, 2 + unknown);
        await Wait.UntilAsync(() => Task.FromResult(remote.IsLeaving), () => "the silo is not known to be gone");
    }

    [Fact]
    public async Task A_silo_that_was_asked_for_in_the_moment_of_its_end_is_forgotten_with_the_next_change_of_the_cluster()
    {
        var silo = _cluster.Silos[0];
        var other = _cluster.Silos[1].SiloAddress;
        var gone = SiloAddress.New(other.Endpoint, other.Generation - 1);
        var directory = StandIn.For<IGrainDirectoryCache>((_, arguments) =>
        {
            (arguments[1], arguments[2]) = (new GrainAddress { GrainId = (GrainId)arguments[0]!, SiloAddress = gone }, 0);
            return true;
        });
        await using var buckets = new RemoteBuckets(new Services(silo.ServiceProvider, directory));
        var grain = Grain(silo, Key("any")).GetGrainId();
        var former = buckets.Find(grain)!;
        Assert.Same(former, buckets.Find(grain));

        buckets.SiloStatusChangeNotification(other, SiloStatus.Active);

        Assert.True(former.IsLeaving);
        Assert.NotSame(former, buckets.Find(grain));
    }

    private BucketKey Key(string key) => new(_metric, Start, key);

    /// <summary>A bucket with one sample, and a silo where it does not live, but is known: the first, where none is asked for.</summary>
    private async Task<(InProcessSiloHandle Silo, BucketKey Bucket)> OpenRemoteAsync(decimal sample = 1, InProcessSiloHandle? from = null)
    {
        var silo = from ?? _cluster.Silos[0];
        var host = _cluster.Silos.Single(other => other != silo);
        var bucket = default(BucketKey);
        await Wait.UntilAsync(
            async () =>
            {
                // Where a silo keeps the part of the directory itself, it remembers nothing besides.
                bucket = Key($"{Guid.NewGuid()}");
                await OpenAsync(host, bucket, sample);
                await Grain(silo, bucket).CanAdd(AggregationType.Sum, Sum(-1), null);
                return await AskAsync(silo, bucket, -1) is not null;
            },
            () => "the silo knows of no bucket in the other");
        return (silo, bucket);
    }

    /// <summary>A bucket with one sample in that silo, and not where Orleans finds that there is more room just then.</summary>
    private static async Task OpenAsync(InProcessSiloHandle host, BucketKey bucket, decimal sample)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, host.SiloAddress);
        await Grain(host, bucket).Add(AggregationType.Sum, Sum(sample));
        Assert.NotNull(Local(host, bucket));
    }

    /// <summary>Adds as soon as the grain that was sent away is back.</summary>
    private static async Task<decimal> AddAgainAsync(InProcessSiloHandle silo, BucketKey bucket, decimal sample)
    {
        while (true)
        {
            try
            {
                return await Grain(silo, bucket).Add(AggregationType.Sum, Sum(sample));
            }
            catch (InconsistentStateException)
            {
                await Task.Yield();
            }
        }
    }

    private static RelayRequest Request(BucketKey bucket, decimal sample) => new(bucket, TestSamples.Sum(sample), null);

    private static async Task<decimal?> AddAsync(InProcessSiloHandle silo, BucketKey bucket, decimal sample, Receipt? receipt = null)
    {
        var answer = Remote(silo, bucket) is { } remote ? await remote.AddAsync(Request(bucket, sample) with { Receipt = receipt }) : default;
        return answer.Failure is null ? answer.Value : throw answer.Failure;
    }

    private static async Task<bool?> AskAsync(InProcessSiloHandle silo, BucketKey bucket, decimal sample) => Remote(silo, bucket) is { } remote
        ? (await RemoteBuckets.CanAddEachAsync([bucket], key => (remote, Request(key, sample)))).Single()
        : null;

    private static RemoteSilo? Remote(InProcessSiloHandle silo, BucketKey bucket) =>
        silo.ServiceProvider.GetRequiredService<RemoteBuckets>().Find(Grain(silo, bucket).GetGrainId());

    private static LocalBucket? Local(InProcessSiloHandle silo, BucketKey bucket) => silo.ServiceProvider.GetRequiredService<LocalBuckets>().Find(bucket);

    private static IBucketGrain Grain(InProcessSiloHandle silo, BucketKey bucket) =>
        silo.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IBucketGrain>(bucket.ToGrainKey());

    private static Aggregate Sum(decimal sample) => Aggregate.Of(AggregationType.Sum, new Sample(sample));

    /// <summary>The services of a silo, with another memory of where grains live.</summary>
    private sealed class Services(IServiceProvider silo, IGrainDirectoryCache directory) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IGrainDirectoryCache) ? directory : silo.GetService(serviceType);
    }
}

using Metrics.Gateway.V2;
using Metrics.Gateway.Writing;
using Metrics.Silo.Clustering;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Instant = NodaTime.Instant;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>A first request that its own repetition has overtaken, and whose bucket is in another silo.</summary>
public sealed class BucketClientTests : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    /// <summary>To a sum of zero this can be added once, and not twice.</summary>
    private const decimal Half = 50_000_000_000_000_000_000_000_000_000m;

    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);
    private static readonly MetricDefinition Metric = new(1, "half", AggregationType.Sum, Interval.Daily, KeyedValues: true, Description: null);
    private static readonly RequestClaim Claim = new("request", Start, IsRepetition: false);

    private readonly InProcessTestCluster _cluster;

    public BucketClientTests(PostgresDatabase database)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            StayingSiloCache.Use(silo);
            silo.AddGrainService<BucketRelay>();
            silo.AddBucketsOn(database.Buckets);
            silo.Services.AddSingleton<ApiMetrics>();
            silo.Services.AddSingleton<BucketGrains>();
            silo.Services.AddSingleton<BucketClient>();
        });
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("counted", true)]
    [InlineData("full", false)]
    public async Task It_fits_where_its_repetition_was_counted(string key, bool isCounted)
    {
        var (silo, host) = (_cluster.Silos[0], _cluster.Silos[1]);
        var bucket = new BucketKey(Metric.Id, Start, key);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, host.SiloAddress);
        await host.ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IBucketGrain>(bucket.ToGrainKey()).AddOnce(
            Metric.AggregationType,
            Aggregate.Of(Metric.AggregationType, new Sample(Half)),
            Claim.NewReceipt() with { IdempotencyKey = isCounted ? Claim.Key : "another" },
            isRepetition: true);
        var samples = new BucketSamples(bucket, Metric, Start + NodaTime.Duration.FromDays(1), local: null)
        {
            Claim = Claim,
            Remote = silo.ServiceProvider.GetRequiredService<RemoteBuckets>().Of(host.SiloAddress),
        };
        samples.Add(new Sample(Half));
        var client = silo.ServiceProvider.GetRequiredService<BucketClient>();

        Assert.Equal(isCounted ? [] : [samples], await client.FindFullAsync([samples]));

        var added = client.AddAsync(samples).AsTask();
        if (isCounted)
        {
            Assert.Equal(Half, await added);
        }
        else
        {
            await Assert.ThrowsAsync<AggregateOverflowException>(() => added);
        }
    }
}

using Metrics.Gateway.V2;
using Metrics.Gateway.Writing;
using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Interval = Metrics.Silo.Model.Interval;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>What is said of calls that were made again, and failed in another way than at first.</summary>
public sealed class RepeatedCallTests : IDisposable
{
    private static readonly Instant Now = Instant.FromUtc(2024, 4, 9, 14, 44);
    private static readonly RequestClaim Claim = new("request", Now, IsRepetition: false);

    private readonly GatewayHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_queue_that_is_full_does_not_mean_that_a_call_before_has_changed_nothing()
    {
        var grains = GrainsOf(new TimeoutException("The answer is lost."), new StorageQueueFullException());

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await grains.AddAsync(Samples()));
    }

    [Fact]
    public async Task Where_the_first_call_has_met_it_nothing_was_changed()
    {
        var grains = GrainsOf(new StorageQueueFullException());

        await Assert.ThrowsAsync<StorageQueueFullException>(async () => await grains.AddAsync(Samples()));
    }

    private static BucketSamples Samples()
    {
        var metric = new MetricDefinition(1, "m", AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);
        var samples = new BucketSamples(new BucketKey(metric.Id, Now, ""), metric, Now + Duration.FromDays(1), local: null) { Claim = Claim };
        samples.Add(new Sample(1));
        return samples;
    }

    /// <summary>The way to a bucket whose grain answers call by call with these.</summary>
    private BucketGrains GrainsOf(params IEnumerable<Exception> answers)
    {
        var left = new Queue<Exception>(answers);
        var bucket = StandIn.For<IBucketGrain>((_, _) => Task.FromException<decimal>(left.Dequeue()));
        var real = _host.Services.GetRequiredService<IGrainFactory>();
        return new BucketGrains(
            StandIn.For<IGrainFactory>((method, arguments) => arguments is [GrainId, ..] ? bucket : method.Invoke(real, arguments)),
            _host.Services.GetRequiredService<BucketOwners>(),
            _host.Services.GetRequiredService<ApiMetrics>());
    }
}

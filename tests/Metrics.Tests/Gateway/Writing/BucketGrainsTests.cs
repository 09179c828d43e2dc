using System.Reflection;
using Metrics.Gateway.Writing;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Orleans.Storage;
using Instant = NodaTime.Instant;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>
/// After which failures the gateway adds again by itself: without an idempotency key only where it is certain that nothing was counted.
/// </summary>
public sealed class BucketGrainsTests
{
    private static readonly Instant Day = Instant.FromUtc(2024, 4, 9, 0, 0);
    private static readonly MetricDefinition Metric = new(1, "runs", AggregationType.Sum, Interval.Daily, KeyedValues: false, Description: null);

    public static TheoryData<Exception, bool, bool> Failures => new()
    {
        // What happened, and whether it is repeated without and with a key.
        { new InconsistentStateException(), true, true },
        { TurnedAway(), true, true },
        { new SiloUnavailableException(), false, true },
        { new TimeoutException(), false, true },
        { new OperationCanceledException(), false, true },
        { new OutcomeUnknownException("Another activation has written it."), false, true },
        { new StorageUnavailableException("The database did not complete a commit."), false, false },
        { new StorageQueueFullException(), false, false },
        { new MetricDeletedException(), false, false },
        { new AggregateOverflowException(), false, false },
        { new InvalidOperationException(), false, false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_is_repeated_is_not_counted_twice(Exception failure, bool withoutKey, bool withKey)
    {
        Assert.Equal(withoutKey, BucketGrains.MayRepeat(failure, Samples(null)));
        Assert.Equal(withKey, BucketGrains.MayRepeat(failure, Samples(new RequestClaim("key", Day, IsRepetition: false))));
    }

    /// <summary>What a silo answers that hands over its grains; only Orleans makes it.</summary>
    private static Exception TurnedAway() => (Exception)Activator.CreateInstance(
        typeof(OrleansMessageRejectionException), BindingFlags.Instance | BindingFlags.NonPublic, binder: null, ["turned away"], culture: null)!;

    private static BucketSamples Samples(RequestClaim? claim) =>
        new(new BucketKey(Metric.Id, Day, ""), Metric, Day + NodaTime.Duration.FromDays(1), local: null) { Claim = claim };
}

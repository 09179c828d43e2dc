using System.Net;
using Metrics.Gateway.Security;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;
using Orleans.Storage;
using Polly;

namespace Metrics.Gateway.V2;

/// <summary>Brings a point to its bucket, again where that is safe.</summary>
internal sealed class PointWriter(MetricDirectory metrics, IGrainFactory grains, ApiMetrics telemetry)
{
    /// <summary>Long enough for a silo that is gone to be found out and replaced.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(15);

    /// <summary>For failures after which it is certain that nothing was counted.</summary>
    private static readonly ResiliencePipeline Uncounted = Retry(IsUncounted);

    /// <summary>
    /// For any failure of a silo: the receipts see to it that a point which was counted is not counted again. A failure of the
    /// storage is not one: the storage itself has tried again for as long as that made sense.
    /// </summary>
    private static readonly ResiliencePipeline Receipted = Retry(exception => exception is TimeoutException
        or OrleansException and not (MetricDeletedException or StorageQueueFullException or StorageUnavailableException));

    /// <summary>Adds the point and returns the running value right after it, and the start of its bucket.</summary>
    /// <param name="user">Who sends it.</param>
    /// <param name="metric">The metric, as the path names it.</param>
    /// <param name="definition">What that was found to be.</param>
    /// <param name="point">The point.</param>
    /// <param name="now">When it came.</param>
    /// <param name="key">The key under which it may come again, or null.</param>
    public async Task<RunningValue> AddAsync(
        ApiUser user, string metric, MetricDefinition definition, Point point, Instant now, IdempotencyKey? key)
    {
        try
        {
            return await AddAsync(user.Organization, definition, point, now, key);
        }
        catch (MetricDeletedException)
        {
            // This silo's copy of the catalog was behind. The name may belong to a new metric by now.
            var current = await metrics.GetRefreshedAsync(user.Organization, metric);
            return current.Id == definition.Id
                ? throw ApiFailure.NotFound()
                : await AddAsync(user.Organization, current, point, now, key);
        }
    }

    private async Task<RunningValue> AddAsync(
        Organization organization, MetricDefinition metric, Point point, Instant now, IdempotencyKey? key)
    {
        var value = key is null
            ? await AddAsync(organization, metric, point, now)
            : await AddOnceAsync(organization, metric, point, now, key);
        telemetry.PointsAccepted(1);
        return value;
    }

    private async Task<RunningValue> AddAsync(Organization organization, MetricDefinition metric, Point point, Instant now)
    {
        var bucket = BucketOf(organization, metric, point, now);
        var grain = Grain(bucket);
        decimal value;
        try
        {
            value = await grain.Add(metric.AggregationType, point.Sample);
        }
        catch (Exception exception) when (IsUncounted(exception))
        {
            value = await Uncounted.ExecuteAsync(async stop => await grain.Add(metric.AggregationType, point.Sample).WaitAsync(stop));
        }

        return new RunningValue(value, bucket.BucketStart);
    }

    private async Task<RunningValue> AddOnceAsync(
        Organization organization, MetricDefinition metric, Point point, Instant now, IdempotencyKey key)
    {
        var request = new IdempotentRequest(metric.Id, key.Text, key.BodyHash, Instant.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        var claimant = grains.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(metric.Id));
        var first = await Receipted.ExecuteAsync(async stop => await claimant.Claim(request).WaitAsync(stop));
        if (first.BodyHash != request.BodyHash)
        {
            throw new ApiFailure(
                HttpStatusCode.UnprocessableEntity,
                "The Idempotency-Key was used for a request with another body, please use a new key for a new request");
        }

        // The time of the first request, not of this one: a point without a date must come to the same bucket.
        var bucket = BucketOf(organization, metric, point, first.ReceivedAt);
        var grain = Grain(bucket);
        var isRepetition = first != request;
        var value = await Receipted.ExecuteAsync(async stop =>
        {
            var receipt = new Receipt(key.Text, 0m, first.ReceivedAt);
            var wasRepetition = isRepetition;
            isRepetition = true;
            return await grain.AddOnce(metric.AggregationType, point.Sample, receipt, wasRepetition).WaitAsync(stop);
        });
        return new RunningValue(value, bucket.BucketStart);
    }

    /// <summary>
    /// Another activation has written the bucket, so this one's write was refused; or the call was turned away before it ran,
    /// as happens while a silo that stops hands over its grains. A silo that is lost may have run the call.
    /// </summary>
    private static bool IsUncounted(Exception exception) =>
        exception is InconsistentStateException or (OrleansMessageRejectionException and not SiloUnavailableException);

    private static BucketKey BucketOf(Organization organization, MetricDefinition metric, Point point, Instant now) =>
        new(metric.Id, organization.Calendar.BucketOf(point.Date ?? now, metric.Interval).Start, point.Key);

    private IBucketGrain Grain(BucketKey bucket) => grains.GetGrain<IBucketGrain>(bucket.ToGrainKey());

    /// <summary>Again and again, ever slower, until the time is up.</summary>
    private static ResiliencePipeline Retry(Func<Exception, bool> isHandled) => new ResiliencePipelineBuilder()
        .AddTimeout(RetryTime)
        .AddRetry(new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && isHandled(exception)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();
}

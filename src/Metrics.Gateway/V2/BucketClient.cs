using System.Net;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;
using Orleans.Storage;
using Polly;

namespace Metrics.Gateway.V2;

/// <summary>Calls the grains of buckets, again where that is safe.</summary>
internal sealed class BucketClient
{
    /// <summary>Long enough for a silo that is gone to be found out and replaced.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(15);

    /// <summary>For failures after which it is certain that nothing was counted.</summary>
    private readonly ResiliencePipeline _uncounted;

    /// <summary>For failures of a silo, where the receipts see to it that samples which were counted are not counted again.</summary>
    private readonly ResiliencePipeline _receipted;

    private readonly IGrainFactory _grains;
    private readonly ApiMetrics _telemetry;

    public BucketClient(IGrainFactory grains, ApiMetrics telemetry)
    {
        _grains = grains;
        _telemetry = telemetry;
        _uncounted = Retry(IsUncounted);
        _receipted = Retry(IsOfSilo);
    }

    /// <summary>Adds the samples and returns the running value right after them.</summary>
    public async Task<decimal> AddAsync(BucketSamples samples)
    {
        var (bucket, metric, aggregate, _) = samples;
        var grain = Grain(bucket);
        try
        {
            return await grain.Add(metric.AggregationType, aggregate);
        }
        catch (Exception exception) when (IsUncounted(exception))
        {
            _telemetry.CallRepeated();
            return await _uncounted.ExecuteAsync(async stop => await grain.Add(metric.AggregationType, aggregate).WaitAsync(stop));
        }
    }

    /// <summary>Adds the samples unless the request has added them before, and returns the running value right after them.</summary>
    public async Task<decimal> AddOnceAsync(BucketSamples samples, Claim claim)
    {
        var (bucket, metric, aggregate, _) = samples;
        var grain = Grain(bucket);
        var receipt = new Receipt(claim.Key, 0m, claim.ReceivedAt);
        try
        {
            return await grain.AddOnce(metric.AggregationType, aggregate, receipt, claim.IsRepetition);
        }
        catch (Exception exception) when (IsOfSilo(exception))
        {
            _telemetry.CallRepeated();
            return await _receipted.ExecuteAsync(
                async stop => await grain.AddOnce(metric.AggregationType, aggregate, receipt, isRepetition: true).WaitAsync(stop));
        }
    }

    /// <summary>Whether the samples fit into the bucket, or are there already.</summary>
    public Task<bool> CanAddAsync(BucketSamples samples, Claim? claim) => _receipted.ExecuteAsync(async stop => await Grain(samples.Bucket)
        .CanAdd(samples.Metric.AggregationType, samples.Samples, claim is { IsRepetition: true } ? claim.Key : null).WaitAsync(stop)).AsTask();

    /// <summary>Makes a request with an idempotency key known to a metric.</summary>
    /// <exception cref="ApiFailure">422: the metric knows another request by that key.</exception>
    public async Task<Claim> ClaimAsync(MetricDefinition metric, IdempotencyKey key, Instant now)
    {
        var request = new IdempotentRequest(metric.Id, key.Text, key.BodyHash, Instant.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        var claimant = _grains.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(metric.Id));
        var first = await _receipted.ExecuteAsync(async stop => await claimant.Claim(request).WaitAsync(stop));
        return first.BodyHash == request.BodyHash
            ? new Claim(key.Text, first.ReceivedAt, first != request)
            : throw new ApiFailure(
                HttpStatusCode.UnprocessableEntity,
                "The Idempotency-Key was used for a request with another body, please use a new key for a new request");
    }

    /// <summary>
    /// Another activation has written the bucket, so this one's write was refused; or the call was turned away before it ran,
    /// as happens while a silo that stops hands over its grains. A silo that is lost may have run the call.
    /// </summary>
    private static bool IsUncounted(Exception exception) =>
        exception is InconsistentStateException or (OrleansMessageRejectionException and not SiloUnavailableException);

    /// <summary>Any failure but one of the storage, which has itself tried again for as long as that made sense.</summary>
    private static bool IsOfSilo(Exception exception) => exception is TimeoutException
        or OrleansException and not (MetricDeletedException or StorageQueueFullException or StorageUnavailableException);

    private IBucketGrain Grain(BucketKey bucket) => _grains.GetGrain<IBucketGrain>(bucket.ToGrainKey());

    /// <summary>Again and again, ever slower, until the time is up.</summary>
    private ResiliencePipeline Retry(Func<Exception, bool> isHandled) => new ResiliencePipelineBuilder()
        .AddTimeout(RetryTime)
        .AddRetry(new()
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && isHandled(exception)),
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            OnRetry = _ =>
            {
                _telemetry.CallRepeated();
                return ValueTask.CompletedTask;
            },
        })
        .Build();
}

/// <summary>What a metric knows of a request with an idempotency key.</summary>
/// <param name="Key">The key.</param>
/// <param name="ReceivedAt">When its first request came: all its repetitions take that for their own time.</param>
/// <param name="IsRepetition">Whether this is not the first one.</param>
internal sealed record Claim(string Key, Instant ReceivedAt, bool IsRepetition);

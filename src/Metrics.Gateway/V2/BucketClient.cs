using System.Net;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;
using Orleans.Storage;
using Polly;

namespace Metrics.Gateway.V2;

/// <summary>
/// Adds to buckets: in memory where they are in this silo, in company with others where they are known to be in another one, else by
/// calling their grains; again where that is safe.
/// </summary>
internal sealed class BucketClient
{
    /// <summary>Long enough for a silo that is gone to be found out and replaced.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(15);

    /// <summary>For failures after which it is certain that nothing was counted.</summary>
    private readonly ResiliencePipeline _uncounted;

    /// <summary>For failures of a silo, where the receipts see to it that samples which were counted are not counted again.</summary>
    private readonly ResiliencePipeline _receipted;

    private readonly IGrainFactory _grains;
    private readonly RemoteBuckets _remote;
    private readonly ApiMetrics _telemetry;
    private readonly GrainType _type;
    private readonly GrainInterfaceType _interface;

    public BucketClient(IGrainFactory grains, RemoteBuckets remote, ApiMetrics telemetry)
    {
        (_grains, _remote, _telemetry) = (grains, remote, telemetry);
        _uncounted = Retry(IsUncounted);
        _receipted = Retry(IsOfSilo);

        // Found once: to find them by the interface each time takes as long as the rest of a call.
        var any = (GrainReference)grains.GetGrain<IBucketGrain>(default(BucketKey).ToGrainKey());
        (_type, _interface) = (any.GrainId.Type, any.InterfaceType);
    }

    /// <summary>Adds the samples of a request, once where it has a claim, and returns the running value right after them.</summary>
    public ValueTask<decimal> AddAsync(BucketSamples samples, Claim? claim) =>
        TryAdd(samples, claim, out var added) ? CommittedAsync(added, samples, claim) : new ValueTask<decimal>(CallAsync(samples, claim));

    /// <summary>Adds the samples of a request in memory, where their bucket is in this silo. To be followed by <see cref="CommittedAsync"/>.</summary>
    /// <returns>False where that takes a call: <see cref="CallAsync"/>.</returns>
    public static bool TryAdd(BucketSamples samples, Claim? claim, out Added added)
    {
        added = default;
        return samples.Local is { } local
            && (claim is null ? local.TryAdd(samples.Samples, out added)
                : !claim.IsRepetition && local.TryAddOnce(samples.Samples, claim.NewReceipt(), out added));
    }

    /// <summary>Waits until samples that were added in memory are committed.</summary>
    /// <returns>The running value right after them.</returns>
    public async ValueTask<decimal> CommittedAsync(Added added, BucketSamples samples, Claim? claim)
    {
        try
        {
            await added.Ended;
            return added.GetCommitted();
        }
        catch (Exception exception) when (MayRepeat(exception, claim))
        {
            return await CallAgainAsync(samples, claim);
        }
    }

    /// <summary>Sends the samples to where the bucket is, or calls its grain, and returns the running value when they are committed.</summary>
    public async Task<decimal> CallAsync(BucketSamples samples, Claim? claim)
    {
        try
        {
            var (grain, isRepetition) = (IdOf(samples.Bucket), claim is { IsRepetition: true });
            return (isRepetition ? null : await _remote.TryAddAsync(grain, samples.Bucket, samples.Samples, claim?.NewReceipt()))
                ?? await Call(grain, samples, claim, isRepetition);
        }
        catch (Exception exception) when (MayRepeat(exception, claim))
        {
            return await CallAgainAsync(samples, claim);
        }
    }

    /// <summary>Whether the samples fit into the bucket, or are there already.</summary>
    public ValueTask<bool> CanAddAsync(BucketSamples samples, Claim? claim)
    {
        // One that fits needs no call. One that does not may have been added by an earlier request.
        var isRepetition = claim is { IsRepetition: true };
        return samples.Local?.CanAdd(samples.Samples) is { } canAdd && (canAdd || !isRepetition)
            ? ValueTask.FromResult(canAdd)
            : AskAsync(samples, isRepetition ? claim!.Key : null);
    }

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

    private static bool MayRepeat(Exception exception, Claim? claim) => claim is null ? IsUncounted(exception) : IsOfSilo(exception);

    /// <summary>Apart, since what it captures is allocated wherever it is called.</summary>
    private async ValueTask<bool> AskAsync(BucketSamples samples, string? idempotencyKey)
    {
        var grain = IdOf(samples.Bucket);
        return (idempotencyKey is null ? await _remote.CanAddAsync(grain, samples.Bucket, samples.Samples) : null)
            ?? await _receipted.ExecuteAsync(async stop => await Grain(grain)
                .CanAdd(samples.Metric.AggregationType, samples.Samples.ToAggregate(), idempotencyKey).WaitAsync(stop));
    }

    private ValueTask<decimal> CallAgainAsync(BucketSamples samples, Claim? claim)
    {
        _telemetry.CallRepeated();
        return (claim is null ? _uncounted : _receipted)
            .ExecuteAsync(async stop => await Call(IdOf(samples.Bucket), samples, claim, isRepetition: true).WaitAsync(stop));
    }

    private Task<decimal> Call(GrainId grain, BucketSamples samples, Claim? claim, bool isRepetition)
    {
        var aggregate = samples.Samples.ToAggregate();
        return claim is null
            ? Grain(grain).Add(samples.Metric.AggregationType, aggregate)
            : Grain(grain).AddOnce(samples.Metric.AggregationType, aggregate, claim.NewReceipt(), isRepetition);
    }

    private GrainId IdOf(BucketKey bucket) => GrainId.Create(_type, bucket.ToGrainKey());

    private IBucketGrain Grain(GrainId id) => (IBucketGrain)_grains.GetGrain(id, _interface);

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
internal sealed record Claim(string Key, Instant ReceivedAt, bool IsRepetition)
{
    /// <summary>A receipt for its samples, whose value the bucket fills in.</summary>
    public Receipt NewReceipt() => new(Key, 0m, ReceivedAt);
}

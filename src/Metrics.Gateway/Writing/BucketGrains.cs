using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Polly;

namespace Metrics.Gateway.Writing;

/// <summary>Calls the grains of buckets, and calls them again where that is safe.</summary>
internal sealed class BucketGrains
{
    /// <summary>Long enough for a silo that is gone to be found out and replaced.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(15);

    private readonly IGrainFactory _grains;
    private readonly BucketOwners _owners;
    private readonly ApiMetrics _telemetry;
    private readonly GrainType _type;
    private readonly GrainInterfaceType _interface;

    /// <summary>For failures after which it is certain that nothing was counted.</summary>
    private readonly ResiliencePipeline _uncounted;

    /// <summary>For failures that may pass, where the receipts see to it that samples which were counted are not counted again.</summary>
    private readonly ResiliencePipeline _receipted;

    public BucketGrains(IGrainFactory grains, BucketOwners owners, ApiMetrics telemetry)
    {
        (_grains, _owners, _telemetry) = (grains, owners, telemetry);
        _uncounted = Retry(IsUncounted);
        _receipted = Retry(IsTransient);

        // Found once: to find them by the interface each time takes as long as the rest of a call.
        var any = (GrainReference)grains.GetGrain<IBucketGrain>(default(BucketKey).ToGrainKey());
        (_type, _interface) = (any.GrainId.Type, any.InterfaceType);
    }

    /// <summary>Whether samples may be added again after this failure: nothing was counted, or their receipt tells what was.</summary>
    public static bool MayRepeat(Exception exception, BucketSamples samples) =>
        samples.Claim is null ? IsUncounted(exception) : IsTransient(exception);

    /// <summary>
    /// As <see cref="MayRepeat"/>, where the samples went past their grain, which alone knows of receipts. Those that did not fit may be in their
    /// bucket already: a repetition can overtake the first request, and be counted in a sum that takes the samples once and not twice.
    /// </summary>
    public static bool MayAddByGrain(Exception exception, BucketSamples samples) =>
        MayRepeat(exception, samples) || (exception is AggregateOverflowException && samples.Claim is not null);

    /// <summary>The id of the grain of a bucket.</summary>
    public GrainId IdOf(BucketKey bucket) => GrainId.Create(_type, bucket.ToGrainKey());

    /// <summary>Adds the samples, again and again where that is safe, and returns the running value right after them.</summary>
    public async Task<decimal> AddAsync(BucketSamples samples)
    {
        try
        {
            return await CallAsync(samples, samples.IsRepetition);
        }
        catch (Exception exception) when (MayRepeat(exception, samples))
        {
            return await AddAgainAsync(samples);
        }
    }

    /// <summary>As <see cref="AddAsync"/>, after a failure that <see cref="MayRepeat"/> or <see cref="MayAddByGrain"/> has allowed to repeat.</summary>
    public async Task<decimal> AddAgainAsync(BucketSamples samples)
    {
        _telemetry.CallRepeated();
        var retry = samples.Claim is null ? _uncounted : _receipted;
        var attempts = 0;
        try
        {
            return await retry.ExecuteAsync(async stop => await CallAsync(samples, isRepetition: true, isPlaced: attempts++ == 0).WaitAsync(stop));
        }
        catch (StorageQueueFullException busy) when (samples.Claim is not null)
        {
            // The last call changed nothing, but one before it may have.
            throw new StorageUnavailableException("Too much was waiting when a call was repeated.", busy);
        }
    }

    /// <summary>Whether the samples fit into their bucket as things stand, or are in there already.</summary>
    public async Task<bool> CanAddAsync(BucketSamples samples)
    {
        try
        {
            return await AskAsync(samples);
        }
        catch (Exception exception) when (IsTransient(exception))
        {
            return await AskAgainAsync(samples);
        }
    }

    /// <summary>
    /// Another activation has written the bucket, so this one's write was refused; or the call was turned away before it ran,
    /// as happens while a silo that stops hands over its grains. A silo that is lost may have run the call,
    /// and Orleans says that it is lost also of what was on its way when the connection was closed.
    /// </summary>
    private static bool IsUncounted(Exception exception) =>
        exception is InconsistentStateException or (OrleansMessageRejectionException and not SiloUnavailableException);

    /// <summary>
    /// Whether the call may succeed when it is made again: no answer came in time, a silo is lost or turned it away, or the bucket has to be
    /// read again; but nothing that the storage says of itself, which has tried again for as long as that made sense.
    /// </summary>
    private static bool IsTransient(Exception exception) => exception is TimeoutException or OperationCanceledException
        or OrleansException and not (MetricDeletedException or StorageQueueFullException or StorageUnavailableException);

    private Task<decimal> CallAsync(BucketSamples samples, bool isRepetition, bool isPlaced = true)
    {
        var (grain, aggregate) = (Grain(samples, isPlaced), samples.Samples.ToAggregate());
        return samples.Claim is { } claim
            ? grain.AddOnce(samples.Metric.AggregationType, aggregate, claim.NewReceipt(), isRepetition)
            : grain.Add(samples.Metric.AggregationType, aggregate);
    }

    private Task<bool> AskAsync(BucketSamples samples, bool isPlaced = true) => Grain(samples, isPlaced).CanAdd(
        samples.Metric.AggregationType, samples.Samples.ToAggregate(), samples.Claim?.Key);

    /// <summary>A method of its own, as a lambda in the caller would be allocated at each of its calls.</summary>
    private async Task<bool> AskAgainAsync(BucketSamples samples)
    {
        _telemetry.CallRepeated();
        var attempts = 0;
        return await _receipted.ExecuteAsync(async stop => await AskAsync(samples, isPlaced: attempts++ == 0).WaitAsync(stop));
    }

    /// <summary>The grain of the bucket.</summary>
    /// <param name="samples">What is for the bucket.</param>
    /// <param name="isPlaced">
    /// Whether a call from here activates it, where it is not active, in the silo that may have the bucket. Where that did not answer twice it may
    /// be gone, and any other will do.
    /// </param>
    private IBucketGrain Grain(BucketSamples samples, bool isPlaced)
    {
        var id = IdOf(samples.Bucket);
        if (isPlaced && _owners.PlaceOf(id) is { } place)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, place);
        }
        else
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }

        return (IBucketGrain)_grains.GetGrain(id, _interface);
    }

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

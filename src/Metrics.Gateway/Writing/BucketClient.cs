using System.Runtime.ExceptionServices;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;
using Orleans.Storage;
using Polly;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Adds to buckets: in memory where they are in this silo, in company with others where they are known to be in another one; where they
/// are in none and not likely to be asked for again, without their grains; else by calling these; again where that is safe.
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
    private readonly TransientBuckets _transient;
    private readonly ApiMetrics _telemetry;
    private readonly GrainType _type;
    private readonly GrainInterfaceType _interface;

    public BucketClient(IGrainFactory grains, RemoteBuckets remote, TransientBuckets transient, ApiMetrics telemetry)
    {
        (_grains, _remote, _transient, _telemetry) = (grains, remote, transient, telemetry);
        _uncounted = Retry(IsUncounted);
        _receipted = Retry(IsOfSilo);

        // Found once: to find them by the interface each time takes as long as the rest of a call.
        var any = (GrainReference)grains.GetGrain<IBucketGrain>(default(BucketKey).ToGrainKey());
        (_type, _interface) = (any.GrainId.Type, any.InterfaceType);
    }

    /// <summary>Adds the samples of a request, once where it has a claim, and returns the running value right after them.</summary>
    public ValueTask<decimal> AddAsync(BucketSamples samples, Claim? claim) =>
        TryAdd(samples, claim, out var added) ? CommittedAsync(added, samples, claim) : SendAsync(samples, claim);

    /// <summary>Adds the samples of a request in memory, where their bucket is in this silo. To be followed by <see cref="CommittedAsync"/>.</summary>
    /// <returns>False where that takes a message: <see cref="SendEachAsync"/>.</returns>
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

    /// <summary>
    /// Opens here, without their grains, those of the buckets that are in no silo, as far as is known, and not likely to be asked for again.
    /// </summary>
    /// <returns>What was opened, for <see cref="Close"/>.</returns>
    /// <exception cref="StorageUnavailableException">The database did not answer. No sample was added.</exception>
    public async Task<IReadOnlyList<BucketKey>> OpenAsync(IReadOnlyList<BucketSamples> each, Func<BucketSamples, Claim?> claimOf, Instant now)
    {
        var found = each
            .Where(samples => samples.Local is null
                && _transient.Suits(samples.Bucket, samples.End, now)
                && claimOf(samples) is not { IsRepetition: true }
                && SiloOf(samples, claim: null) is null)
            .ToList();
        var keys = found.ConvertAll(samples => samples.Bucket);
        foreach (var (samples, local) in found.Zip(await _transient.OpenAsync(keys)))
        {
            samples.Local = local;
        }

        return keys;
    }

    /// <summary>The request is done with what it has opened.</summary>
    public void Close(IReadOnlyList<BucketKey> opened) => _transient.Close(opened);

    /// <summary>Sends the samples of many buckets to where these are, those for one silo together, or calls their grains.</summary>
    /// <returns>For each, in the same order, the running value when its samples are committed.</returns>
    public Task<Task<decimal>[]> SendEachAsync(IReadOnlyList<BucketSamples> each, Func<BucketSamples, Claim?> claimOf) => RelayAsync(
        each,
        claimOf,
        sent => RemoteBuckets.AddEachAsync(sent, samples => (samples.Remote!, MessageOf(samples, claimOf(samples)))),
        (RelayAnswer answer, BucketSamples samples) => FinishAsync(answer, samples, claimOf(samples)));

    /// <summary>Finds the buckets that the samples do not fit into, as things stand, unless they are in there already.</summary>
    public async Task<IReadOnlyList<BucketSamples>> FindFullAsync(IReadOnlyList<BucketSamples> each, Func<BucketSamples, Claim?> claimOf)
    {
        // What does not fit into a bucket of this silo is asked of its grain, which makes sure.
        var open = each.Where(samples => samples.Local?.CanAdd(samples.Samples) is not true).ToList();
        var full = new List<BucketSamples>();
        var asked = await RelayAsync(
            open,
            claimOf,
            sent => RemoteBuckets.CanAddEachAsync(sent, samples => (samples.Remote!, MessageOf(samples, claim: null))),
            (bool? answer, BucketSamples samples) => FitsAsync(answer, samples, claimOf(samples)));
        for (var i = 0; i < open.Count; i++)
        {
            if (!await asked[i])
            {
                full.Add(open[i]);
            }
        }

        return full;
    }

    /// <summary>
    /// Another activation has written the bucket, so this one's write was refused; or the call was turned away before it ran,
    /// as happens while a silo that stops hands over its grains. A silo that is lost may have run the call.
    /// </summary>
    private static bool IsUncounted(Exception exception) =>
        exception is InconsistentStateException or (OrleansMessageRejectionException and not SiloUnavailableException);

    /// <summary>Any failure but one of the storage, which has itself tried again for as long as that made sense.</summary>
    private static bool IsOfSilo(Exception exception) => exception is TimeoutException or OperationCanceledException
        or OrleansException and not (MetricDeletedException or StorageQueueFullException or StorageUnavailableException);

    private static bool MayRepeat(Exception exception, Claim? claim) => claim is null ? IsUncounted(exception) : IsOfSilo(exception);

    /// <summary>What another silo is to add.</summary>
    private static RelayRequest MessageOf(BucketSamples samples, Claim? claim) =>
        new(samples.Bucket, samples.Samples, claim?.NewReceipt());

    /// <summary>The other silo that the samples are to be sent to; null where their grain is to be called.</summary>
    private RemoteSilo? SiloOf(BucketSamples samples, Claim? claim)
    {
        if (claim is { IsRepetition: true })
        {
            // Only the grain knows what was added before.
            return null;
        }

        if (samples.Remote is null or { IsLeaving: true })
        {
            samples.Remote = _remote.Find(IdOf(samples.Bucket));
        }

        return samples.Remote;
    }

    /// <summary>Sends what other silos have to answer, in company, and meanwhile finishes those that none has.</summary>
    private async Task<Task<T>[]> RelayAsync<TAnswer, T>(
        IReadOnlyList<BucketSamples> each,
        Func<BucketSamples, Claim?> claimOf,
        Func<List<BucketSamples>, Task<TAnswer[]>> send,
        Func<TAnswer?, BucketSamples, Task<T>> finish)
    {
        var finished = new Task<T>[each.Count];
        var sent = new List<int>();
        for (var i = 0; i < finished.Length; i++)
        {
            if (SiloOf(each[i], claimOf(each[i])) is null)
            {
                finished[i] = finish(default, each[i]);
            }
            else
            {
                sent.Add(i);
            }
        }

        var answers = await send(sent.ConvertAll(i => each[i]));
        for (var i = 0; i < answers.Length; i++)
        {
            finished[sent[i]] = finish(answers[i], each[sent[i]]);
        }

        return finished;
    }

    /// <summary>Sends the samples to where the bucket is, in company, or calls its grain.</summary>
    private async ValueTask<decimal> SendAsync(BucketSamples samples, Claim? claim)
    {
        var answer = SiloOf(samples, claim) is { } silo ? await silo.AddAsync(MessageOf(samples, claim)) : default;
        return await FinishAsync(answer, samples, claim);
    }

    /// <summary>Makes of the answer of another silo the running value, calling the grain where that is necessary.</summary>
    private async Task<decimal> FinishAsync(RelayAnswer answer, BucketSamples samples, Claim? claim)
    {
        try
        {
            if (answer.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            return answer.Value ?? await Call(samples, claim, claim is { IsRepetition: true });
        }
        catch (Exception exception) when (MayRepeat(exception, claim))
        {
            return await CallAgainAsync(samples, claim);
        }
    }

    /// <summary>As <see cref="FinishAsync"/>, with the answer whether the samples fit.</summary>
    private async Task<bool> FitsAsync(bool? answer, BucketSamples samples, Claim? claim)
    {
        if (answer is { } fits)
        {
            return fits;
        }

        // The bucket is not where it was found, or that silo is gone.
        samples.Remote = null;
        var idempotencyKey = claim is { IsRepetition: true } ? claim.Key : null;
        try
        {
            return await AskAsync(samples, idempotencyKey);
        }
        catch (Exception exception) when (IsOfSilo(exception))
        {
            return await AskAgainAsync(samples, idempotencyKey);
        }
    }

    private Task<bool> AskAsync(BucketSamples samples, string? idempotencyKey) =>
        Grain(IdOf(samples.Bucket)).CanAdd(samples.Metric.AggregationType, samples.Samples.ToAggregate(), idempotencyKey);

    /// <summary>Apart, since what it captures is allocated wherever it is called, and since a pipeline costs more than the call.</summary>
    private async Task<bool> AskAgainAsync(BucketSamples samples, string? idempotencyKey) =>
        await _receipted.ExecuteAsync(async stop => await AskAsync(samples, idempotencyKey).WaitAsync(stop));

    private ValueTask<decimal> CallAgainAsync(BucketSamples samples, Claim? claim)
    {
        _telemetry.CallRepeated();
        return (claim is null ? _uncounted : _receipted)
            .ExecuteAsync(async stop => await Call(samples, claim, isRepetition: true).WaitAsync(stop));
    }

    private Task<decimal> Call(BucketSamples samples, Claim? claim, bool isRepetition)
    {
        var (grain, aggregate) = (Grain(IdOf(samples.Bucket)), samples.Samples.ToAggregate());
        return claim is null
            ? grain.Add(samples.Metric.AggregationType, aggregate)
            : grain.AddOnce(samples.Metric.AggregationType, aggregate, claim.NewReceipt(), isRepetition);
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

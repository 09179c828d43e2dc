using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Brings samples to their buckets by the cheapest way there is: added in memory where the bucket is in this silo; in one message with
/// others where it is known to be in another one; without its grain where it is in none, in the silo that it belongs to, or here where it is
/// not likely to be asked for again; else by a call of its grain.
/// </summary>
internal sealed class BucketClient(
    BucketGrains grains, BucketOwners owners, RemoteBuckets remote, TransientBuckets transient, YoungBuckets young)
{
    /// <summary>Adds the samples of a request, once where they have a claim, and returns the running value right after them.</summary>
    public ValueTask<decimal> AddAsync(BucketSamples samples) =>
        samples.TryAddHere(out var added) ? CommittedAsync(added, samples) : SendAsync(samples);

    /// <summary>Waits until samples that were added in memory are committed, and sees to it that they are where that is safe.</summary>
    /// <returns>The running value right after them.</returns>
    public async ValueTask<decimal> CommittedAsync(Added added, BucketSamples samples)
    {
        try
        {
            await added.Ended;
            return added.GetCommitted();
        }
        catch (Exception exception) when (BucketGrains.MayAddByGrain(exception, samples))
        {
            return await grains.AddAgainAsync(samples);
        }
    }

    /// <summary>Opens here, without their grains, those of the buckets that are in no silo, as far as is known, and need none.</summary>
    /// <returns>What was opened for this request only, for <see cref="Close"/>.</returns>
    /// <inheritdoc cref="TransientBuckets.OpenAsync" path="/exception"/>
    public async Task<IReadOnlyList<BucketKey>> OpenAsync(IReadOnlyList<BucketSamples> each, Instant now)
    {
        var isForOnce = each
            .Where(samples => samples is { Local: null, IsRepetition: false })
            .ToLookup(samples => transient.Suits(samples.Bucket, samples.End, now) && remote.Find(grains.IdOf(samples.Bucket)) is null);
        var opening = new List<Task>();
        foreach (var samples in isForOnce[false])
        {
            if (Route(samples) is null && samples.MayBeOpened)
            {
                opening.Add(OpenHereAsync(samples));
            }
        }

        await Task.WhenAll(opening);
        var found = isForOnce[true].ToList();
        var keys = found.ConvertAll(samples => samples.Bucket);
        foreach (var (samples, local) in found.Zip(await transient.OpenAsync(keys)))
        {
            samples.Local = local;
        }

        return keys;
    }

    /// <summary>The request is done with what it has opened.</summary>
    public void Close(IReadOnlyList<BucketKey> opened) => transient.Close(opened);

    /// <summary>Sends the samples of many buckets to where these are, those for one silo together, or calls their grains.</summary>
    /// <returns>For each, in the same order, the running value when its samples are committed.</returns>
    public Task<Task<decimal>[]> SendEachAsync(IReadOnlyList<BucketSamples> each) => RelayAsync(
        each,
        sent => RemoteBuckets.AddEachAsync(sent, samples => (samples.Remote!, RequestOf(samples))),
        (RelayAnswer answer, BucketSamples samples) => FinishAsync(answer, samples));

    /// <summary>Finds the buckets that the samples do not fit into, as things stand, unless they are in there already.</summary>
    public async Task<IReadOnlyList<BucketSamples>> FindFullAsync(IReadOnlyList<BucketSamples> each)
    {
        // What does not fit into a bucket of this silo is asked of its grain, which makes sure.
        var open = each.Where(samples => samples.Local?.CanAdd(samples.Samples) is not true).ToList();
        var full = new List<BucketSamples>();
        var asked = await RelayAsync(
            open,
            sent => RemoteBuckets.CanAddEachAsync(sent, samples => (samples.Remote!, RequestOf(samples) with { Receipt = null })),
            (bool? answer, BucketSamples samples) => FitsAsync(answer, samples));
        for (var i = 0; i < open.Count; i++)
        {
            if (!await asked[i])
            {
                full.Add(open[i]);
            }
        }

        return full;
    }

    /// <summary>What another silo is to add.</summary>
    private static RelayRequest RequestOf(BucketSamples samples) => new(samples.Bucket, samples.Samples, samples.Claim?.NewReceipt(), samples.MayBeOpened);

    /// <summary>Works out where the samples go, and notes it in them.</summary>
    /// <returns>
    /// The other silo that they are to be sent to. Null where their bucket is to be opened here, which <see cref="BucketSamples.MayBeOpened"/>
    /// says then, or else its grain to be called.
    /// </returns>
    private RemoteSilo? Route(BucketSamples samples)
    {
        if (samples.IsRepetition)
        {
            return null;
        }

        if (samples.Remote is null or { IsLeaving: true })
        {
            var grain = grains.IdOf(samples.Bucket);
            samples.Remote = remote.Find(grain);
            var owner = samples.Remote is null && samples.Local is null ? owners.Find(samples.Bucket, grain) : null;
            samples.MayBeOpened = owner is not null;
            samples.Remote ??= remote.Of(owner);
        }

        return samples.Remote;
    }

    /// <summary>Opens the bucket here, without its grain. It is still missing where that is to be called.</summary>
    private async Task OpenHereAsync(BucketSamples samples) => samples.Local = await young.OpenAsync(samples.Bucket);

    /// <summary>Sends what other silos have to answer, in company, and meanwhile finishes those that none has.</summary>
    /// <param name="each">The samples.</param>
    /// <param name="send">Sends some of them to their silos, and returns what these answer, in the same order.</param>
    /// <param name="finish">Makes of an answer what is wanted. It gets the default where there was nobody to send to.</param>
    private async Task<Task<T>[]> RelayAsync<TAnswer, T>(
        IReadOnlyList<BucketSamples> each, Func<List<BucketSamples>, Task<TAnswer[]>> send, Func<TAnswer?, BucketSamples, Task<T>> finish)
    {
        var finished = new Task<T>[each.Count];
        var sent = new List<int>();
        for (var i = 0; i < finished.Length; i++)
        {
            if (Route(each[i]) is null)
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

    /// <summary>Adds the samples to the bucket, which is opened here where it belongs here, sends them to where it is, or calls its grain.</summary>
    private async ValueTask<decimal> SendAsync(BucketSamples samples)
    {
        if (Route(samples) is null && samples.MayBeOpened)
        {
            await OpenHereAsync(samples);
            if (samples.TryAddHere(out var added))
            {
                return await CommittedAsync(added, samples);
            }
        }

        var answer = Route(samples) is { } silo ? await silo.AddAsync(RequestOf(samples)) : default;
        return await FinishAsync(answer, samples);
    }

    /// <summary>Makes of the answer of another silo the running value, calling the grain where that is necessary.</summary>
    private Task<decimal> FinishAsync(RelayAnswer answer, BucketSamples samples) => answer switch
    {
        { Failure: { } failure } when BucketGrains.MayAddByGrain(failure, samples) => grains.AddAgainAsync(samples),
        { Failure: { } failure } => Task.FromException<decimal>(failure),
        { Value: { } value } => Task.FromResult(value),
        _ => grains.AddAsync(samples),
    };

    /// <summary>As <see cref="FinishAsync"/>, with the answer whether the samples fit.</summary>
    private Task<bool> FitsAsync(bool? answer, BucketSamples samples)
    {
        if (answer is null)
        {
            // The bucket is not where it was found, or that silo is gone.
            samples.Remote = null;
        }
        else if (answer.Value || samples.Claim is null)
        {
            return Task.FromResult(answer.Value);
        }

        // Which alone knows of receipts: what does not fit may be in already.
        return grains.CanAddAsync(samples);
    }
}

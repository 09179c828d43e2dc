using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IBucketRelay"/>
internal sealed class BucketRelay(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, LocalBuckets local, YoungBuckets young)
    : GrainService(id, silo, loggers), IBucketRelay
{
    /// <inheritdoc/>
    public async Task<RelayAnswer[]> Add(RelayRequest[] requests)
    {
        // First all that is there, so that one commit takes it; what has to be read does not hold it up.
        var answers = new RelayAnswer[requests.Length];
        var waiting = new List<(int Place, Added Added)>(requests.Length);
        var missing = new List<int>();
        for (var i = 0; i < requests.Length; i++)
        {
            Add(i);
            if (IsMissing(requests[i]))
            {
                missing.Add(i);
            }
        }

        await OpenAsync(missing.ConvertAll(i => requests[i].Bucket));
        missing.ForEach(Add);
        foreach (var (place, added) in waiting)
        {
            try
            {
                answers[place] = new RelayAnswer(await added.CommittedAsync());
            }
            catch (Exception exception)
            {
                // Who sent the samples is told.
                answers[place] = new RelayAnswer(null, exception);
            }
        }

        return answers;

        void Add(int i)
        {
            try
            {
                if (TryAdd(requests[i], out var added))
                {
                    waiting.Add((i, added));
                }
            }
            catch (Exception exception)
            {
                // Who sent the samples is told.
                answers[i] = new RelayAnswer(null, exception);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool?[]> CanAdd(RelayRequest[] requests)
    {
        await OpenAsync(requests.Where(request => IsMissing(request)).Select(request => request.Bucket));
        var answers = Array.ConvertAll(requests, request => local.Find(request.Bucket)?.CanAdd(request.Samples));

        // Of those that do not fit it is made sure, of all at once.
        await Task.WhenAll(Enumerable.Range(0, answers.Length).Where(i => answers[i] is false).ToList().ConvertAll(async i =>
            answers[i] = await MakeSureAsync(requests[i])));
        return answers;
    }

    private bool IsMissing(in RelayRequest request) => request.Opens && local.Find(request.Bucket) is null;

    private Task OpenAsync(IEnumerable<BucketKey> buckets) => Task.WhenAll(buckets.Select(async bucket =>
    {
        try
        {
            await young.OpenAsync(bucket);
        }
        catch (Exception)
        {
            // Nothing was changed, and the grain, which is called then, says again what is wrong.
        }
    }));

    /// <summary>Whether the samples fit; null where their grain has to be asked.</summary>
    private async Task<bool?> MakeSureAsync(RelayRequest request)
    {
        try
        {
            return local.Find(request.Bucket) is { } bucket ? await bucket.Bucket.CanAddAsync(request.Samples) : null;
        }
        catch (Exception)
        {
            // Nothing was changed, and the grain says again what is wrong.
            return null;
        }
    }

    private bool TryAdd(in RelayRequest request, out Added added)
    {
        added = default;
        return local.Find(request.Bucket) is { } bucket
            && (request.Receipt is { } receipt ? bucket.TryAddOnce(request.Samples, receipt, out added) : bucket.TryAdd(request.Samples, out added));
    }
}

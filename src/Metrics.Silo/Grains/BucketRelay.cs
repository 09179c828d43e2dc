using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IBucketRelay"/>
internal sealed class BucketRelay(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, LocalBuckets local)
    : GrainService(id, silo, loggers), IBucketRelay
{
    /// <inheritdoc/>
    public async Task<RelayAnswer[]> Add(RelayRequest[] requests)
    {
        // First all that is there, so that one commit takes it.
        var answers = new RelayAnswer[requests.Length];
        var waiting = new List<(int Place, Added Added)>(requests.Length);
        for (var i = 0; i < requests.Length; i++)
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
    }

    /// <inheritdoc/>
    public async Task<bool?[]> CanAdd(RelayRequest[] requests)
    {
        var answers = Array.ConvertAll(requests, request => local.Find(request.Bucket)?.CanAdd(request.Samples));

        // Of those that do not fit it is made sure, of all at once.
        await Task.WhenAll(Enumerable.Range(0, answers.Length).Where(i => answers[i] is false).ToList().ConvertAll(async i =>
            answers[i] = await MakeSureAsync(requests[i])));
        return answers;
    }

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

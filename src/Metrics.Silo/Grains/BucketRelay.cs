using System.Collections.Concurrent;
using System.Collections.ObjectModel;
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
        // First all that is there, so that one commit takes it. What has to be read holds up the answers, but not that commit.
        var answers = new RelayAnswer[requests.Length];
        var waiting = new List<(int Place, Added Added)>(requests.Length);
        var missing = new List<int>();
        for (var i = 0; i < requests.Length; i++)
        {
            if (IsMissing(requests[i]))
            {
                missing.Add(i);
            }
            else
            {
                AddHere(i);
            }
        }

        var failures = await OpenAsync(missing.Select(i => requests[i].Bucket));
        foreach (var i in missing)
        {
            if (failures.GetValueOrDefault(requests[i].Bucket) is { } failure)
            {
                answers[i] = new RelayAnswer(null, failure);
            }
            else
            {
                AddHere(i);
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

        void AddHere(int i)
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

    private bool IsMissing(in RelayRequest request) => request.MayBeOpened && local.Find(request.Bucket) is null;

    /// <summary>Opens buckets. Where that is not to be done here, they are not here after that either, and the grain is called.</summary>
    /// <returns>Why some could not be opened; nothing was changed.</returns>
    private async Task<IReadOnlyDictionary<BucketKey, Exception>> OpenAsync(IEnumerable<BucketKey> buckets)
    {
        // Hardly any message has such buckets.
        var missing = buckets.Distinct().ToList();
        if (missing.Count == 0)
        {
            return ReadOnlyDictionary<BucketKey, Exception>.Empty;
        }

        var failures = new ConcurrentDictionary<BucketKey, Exception>();
        await Task.WhenAll(missing.Select(async bucket =>
        {
            try
            {
                await young.OpenAsync(bucket);
            }
            catch (Exception exception)
            {
                // Who sent the samples is told.
                failures[bucket] = exception;
            }
        }));
        return failures;
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

using Metrics.Gateway.Security;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>Brings the points of a request to their buckets: one call for each bucket, whatever the number of its points.</summary>
internal sealed class BulkWriter(KeyLimit keys, BucketClient buckets, ApiMetrics telemetry)
{
    /// <summary>How many buckets of one request are under way at a time. A commit takes many, so that few would wait for many commits.</summary>
    private const int MaxCalls = 2_000;

    /// <summary>Adds all points, and returns the buckets they went to with the running value of each right after them.</summary>
    /// <param name="user">Who sends them.</param>
    /// <param name="points">The points.</param>
    /// <param name="now">When they came.</param>
    /// <param name="key">The key under which they may come again, or null.</param>
    /// <exception cref="ApiFailure">400: a metric would have too many keys, or a sum too many digits; nothing was applied.</exception>
    /// <exception cref="StorageUnavailableException">Some of the buckets may have been written, and others not.</exception>
    public async Task<IReadOnlyList<(BucketSamples Samples, decimal Value)>> AddAsync(
        ApiUser user, IReadOnlyList<Point> points, Instant now, IdempotencyKey? key)
    {
        await keys.AdmitAsync(points);
        var claims = await ClaimAsync(points, now, key);
        var touched = BucketSamples.Of(points, user.Organization.Calendar, metric => claims.GetValueOrDefault(metric.Id)?.ReceivedAt ?? now);
        Claim? ClaimOf(BucketSamples samples) => claims.GetValueOrDefault(samples.Bucket.MetricId);

        await CheckRoomAsync(touched, ClaimOf);
        decimal[] values;
        try
        {
            values = await ForEachAsync(
                touched, samples => ClaimOf(samples) is { } claim ? buckets.AddOnceAsync(samples, claim) : buckets.AddAsync(samples));
        }
        catch (AggregateOverflowException)
        {
            throw Overflow(touched);
        }

        telemetry.PointsAccepted(points.Count);
        return [.. touched.Zip(values)];
    }

    /// <summary>Each metric knows its requests by their keys, so that a key means the same to it however its points come.</summary>
    private async Task<Dictionary<long, Claim>> ClaimAsync(IReadOnlyList<Point> points, Instant now, IdempotencyKey? key)
    {
        if (key is null)
        {
            return [];
        }

        var metrics = points.Select(point => point.Metric).DistinctBy(metric => metric.Id).ToList();
        var claims = await Task.WhenAll(metrics.Select(metric => buckets.ClaimAsync(metric, key, now)));
        return metrics.Zip(claims).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    /// <summary>
    /// A sum that runs out of digits shows only in its bucket. Where there are several, each is asked before any is changed; one
    /// alone takes all its samples or none.
    /// </summary>
    private async Task CheckRoomAsync(IReadOnlyList<BucketSamples> touched, Func<BucketSamples, Claim?> claimOf)
    {
        var limited = touched.Count > 1
            ? touched.Where(samples => samples.Metric.AggregationType is AggregationType.Sum or AggregationType.Average).ToList()
            : [];
        var answers = await ForEachAsync(limited, samples => buckets.CanAddAsync(samples, claimOf(samples)));
        var full = limited.Where((_, i) => !answers[i]).ToList();
        if (full.Count > 0)
        {
            throw Overflow(full);
        }
    }

    private static ApiFailure Overflow(IEnumerable<BucketSamples> full) => ApiFailure.BadPoints(
        [.. full.Take(PointList.MaxErrors).Select(samples => new PointError(samples.FirstIndex, new AggregateOverflowException().Message))]);

    private static async Task<T[]> ForEachAsync<T>(IReadOnlyList<BucketSamples> touched, Func<BucketSamples, Task<T>> call)
    {
        var results = new T[touched.Count];
        for (var start = 0; start < results.Length; start += MaxCalls)
        {
            var calls = new Task<T>[Math.Min(MaxCalls, results.Length - start)];
            for (var i = 0; i < calls.Length; i++)
            {
                calls[i] = call(touched[start + i]);
            }

            (await AllOfAsync(calls, isFirst: start == 0)).CopyTo(results, start);
        }

        return results;
    }

    /// <summary>A failure that changes nothing in its bucket says so of the request only where it is that of every bucket.</summary>
    private static async Task<T[]> AllOfAsync<T>(Task<T>[] calls, bool isFirst)
    {
        try
        {
            return await Task.WhenAll(calls);
        }
        catch (Exception exception) when (exception is StorageQueueFullException or AggregateOverflowException or MetricDeletedException
            && !(isFirst && Array.TrueForAll(calls, call => call.Exception?.InnerException?.GetType() == exception.GetType())))
        {
            throw new StorageUnavailableException("Some buckets of the request may have been written, and others not.", exception);
        }
    }
}

using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>Brings the points of a request to their buckets: each bucket gets one aggregate, whatever the number of its points.</summary>
internal sealed class BulkWriter(
    KeyLimit keys, RequestClaims requests, RequestTimes times, BucketClient buckets, LocalBuckets local, ApiMetrics telemetry)
{
    /// <summary>
    /// How many buckets one request asks at a time, and adds to outside of this silo's memory. A commit takes many buckets, so that few
    /// would wait for many commits.
    /// </summary>
    private const int MaxAtOnce = 2_000;

    /// <summary>Adds all points, and returns the buckets they went to with the running value of each right after them.</summary>
    /// <param name="user">Who sends them.</param>
    /// <param name="metric">The metric that all of them go to; null where each names its own.</param>
    /// <param name="points">The points.</param>
    /// <param name="now">When they came.</param>
    /// <param name="key">The key under which they may come again, or null.</param>
    /// <exception cref="ApiFailure">
    /// 400: a date is too far ahead, or a metric would have too many keys, or a sum too many digits; nothing was applied, or nothing more than when
    /// it came before.
    /// </exception>
    /// <exception cref="StorageUnavailableException">Some of the buckets may have been written, and others not.</exception>
    public async Task<IReadOnlyList<(BucketSamples Samples, decimal Value)>> AddAsync(
        ApiUser user, MetricDefinition? metric, IReadOnlyList<Point> points, Instant now, IdempotencyKey? key)
    {
        var touched = await times.GatherAsync(points, user.Organization.Calendar, now, key);
        await keys.AdmitAsync(touched, points);
        if (key is not null)
        {
            touched = await ClaimAsync(user.Organization, metric, points, touched, now, key);
        }

        var opened = await buckets.OpenAsync(touched, now);
        decimal[] values;
        try
        {
            await CheckRoomAsync(touched, points, now);
            values = await AddEachAsync(touched);
        }
        catch (AggregateOverflowException)
        {
            throw await OverflowAsync(touched, touched, points, now);
        }
        finally
        {
            buckets.Close(opened);
        }

        telemetry.PointsAccepted(points.Count);
        return [.. touched.Zip(values)];
    }

    /// <summary>
    /// Claims the request for each of its metrics: a metric knows its requests by their keys, so that a key means the same to it
    /// however its points come, and also where a request to it alone has none.
    /// </summary>
    /// <returns>The buckets, with the claims in them.</returns>
    private async Task<IReadOnlyList<BucketSamples>> ClaimAsync(
        Organization organization,
        MetricDefinition? metric,
        IReadOnlyList<Point> points,
        IReadOnlyList<BucketSamples> touched,
        Instant now,
        IdempotencyKey key)
    {
        List<MetricDefinition> metrics = metric is not null ? [metric] : [.. touched.Select(samples => samples.Metric).DistinctBy(one => one.Id)];
        var found = await Task.WhenAll(metrics.Select(one => requests.ClaimAsync(one, key, now)));
        var claims = metrics.Zip(found).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        if (found.Any(claim => claim.IsRepetition))
        {
            // The time of the first request, not of this one: points without a date must come to the same buckets.
            touched = BucketSamples.Of(points, organization.Calendar, one => claims[one.Id].ReceivedAt, local);
        }

        foreach (var samples in touched)
        {
            samples.Claim = claims[samples.Metric.Id];
        }

        return touched;
    }

    /// <summary>
    /// A sum that runs out of digits shows only in its bucket. Where there are several, each is asked before any is changed; one
    /// alone takes all its samples or none.
    /// </summary>
    private async Task CheckRoomAsync(IReadOnlyList<BucketSamples> touched, IReadOnlyList<Point> points, Instant now)
    {
        if (touched.Count == 1)
        {
            return;
        }

        var full = new List<BucketSamples>();
        foreach (var part in touched.Where(samples => samples.Metric.AggregationType is AggregationType.Sum or AggregationType.Average).Chunk(MaxAtOnce))
        {
            full.AddRange(await buckets.FindFullAsync(part));
        }

        if (full.Count > 0)
        {
            throw await OverflowAsync(full, touched, points, now);
        }
    }

    /// <summary>
    /// Names the points that do not fit into their bucket even alone: who sends the others again should not have to learn of them one by one.
    /// Where there are none, those of a bucket are too much together, and the first one is named.
    /// </summary>
    /// <param name="full">The buckets that are full.</param>
    /// <param name="touched">All buckets of the request: where there are several, others may have counted it when it came before.</param>
    /// <param name="points">All points.</param>
    /// <param name="now">When they came.</param>
    private async Task<ApiFailure> OverflowAsync(
        IReadOnlyList<BucketSamples> full, IReadOnlyList<BucketSamples> touched, IReadOnlyList<Point> points, Instant now)
    {
        var byKey = full.ToLookup(samples => (samples.Metric.Id, samples.Bucket.Key));
        var each = points.Index().SelectMany(
            point => byKey[(point.Item.Metric.Id, point.Item.Key)].Select(samples => samples.Alone(point.Item, point.Index, now)).OfType<BucketSamples>());
        var bad = new List<BucketSamples>();
        foreach (var part in each.Chunk(PointList.MaxErrors).TakeWhile(_ => bad.Count < PointList.MaxErrors))
        {
            bad.AddRange(await buckets.FindFullAsync(part));
        }

        var errors = (bad.Count > 0 ? bad : full)
            .Select(samples => samples.FirstIndex)
            .Order()
            .Take(PointList.MaxErrors)
            .Select(index => new PointError(index, AggregateOverflowException.Reason));
        return ApiFailure.BadPoints([.. errors], isRepetition: touched.Count > 1 && touched.Any(samples => samples.IsRepetition));
    }

    /// <summary>
    /// Adds to the buckets of this silo in memory, all at once, so that few commits take all of them; then sends to the
    /// others; and waits for all.
    /// </summary>
    /// <returns>The running values of the buckets.</returns>
    private async Task<decimal[]> AddEachAsync(IReadOnlyList<BucketSamples> touched)
    {
        var values = new BulkValues(touched.Count);
        var here = new List<(int Place, Added Added)>(touched.Count);
        var elsewhere = new List<int>();
        for (var i = 0; i < touched.Count; i++)
        {
            if (!values.TryAdd(touched[i], out var added))
            {
                elsewhere.Add(i);
            }
            else if (added is { } waiting)
            {
                here.Add((i, waiting));
            }
        }

        foreach (var group in elsewhere.Chunk(MaxAtOnce).TakeWhile(_ => !values.HaveFailed))
        {
            var sent = await buckets.SendEachAsync(Array.ConvertAll(group, i => touched[i]));
            for (var i = 0; i < sent.Length; i++)
            {
                await values.SetAsync(group[i], new ValueTask<decimal>(sent[i]));
            }
        }

        foreach (var (place, added) in here)
        {
            await values.SetAsync(place, buckets.CommittedAsync(added, touched[place]));
        }

        return values.ToArray();
    }
}

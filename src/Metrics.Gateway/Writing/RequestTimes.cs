using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Judges points by the time of their request. For a repetition that is not the time by which the first one was judged, and what has counted
/// must not be refused when it comes again; but whether it is one is known only after the judgement, since a request that is refused does not
/// use its key up. So where a request with a key would be refused for its time, its claim is looked up first.
/// </summary>
internal sealed class RequestTimes(RequestClaims requests, LocalBuckets local)
{
    /// <summary>Lets a point pass that is too far ahead, and may have come before, or throws.</summary>
    /// <param name="point">The point.</param>
    /// <param name="key">The key of its request, or null.</param>
    /// <exception cref="ApiFailure">400: it has not come before.</exception>
    public async Task CheckAsync(Point point, IdempotencyKey? key)
    {
        if (key is null || await requests.FindAsync(point.Metric, key) is null)
        {
            throw ApiFailure.Malformed(ApiMessages.TooLate);
        }
    }

    /// <summary>As <see cref="CheckAsync"/>, for all points of a request, which are gathered by bucket.</summary>
    /// <param name="points">The points.</param>
    /// <param name="calendar">The calendar of the organization.</param>
    /// <param name="now">When the request came, which is the date of points without one, unless the request came before.</param>
    /// <param name="key">The key of the request, or null.</param>
    /// <exception cref="ApiFailure">
    /// 400: some are too far ahead, or the samples of one bucket together do not fit into a decimal, neither now nor at the first time.
    /// </exception>
    public async ValueTask<IReadOnlyList<BucketSamples>> GatherAsync(
        IReadOnlyList<Point> points, BucketCalendar calendar, Instant now, IdempotencyKey? key)
    {
        if (key is null || !points.Any(point => point.IsTooLate(now)))
        {
            try
            {
                return BucketSamples.Of(points, calendar, _ => now, local);
            }
            catch (ApiFailure) when (key is not null)
            {
                // At the first time the points without a date may have come to another bucket.
            }
        }

        var metrics = points.Select(point => point.Metric).DistinctBy(metric => metric.Id).ToList();
        var found = await Task.WhenAll(metrics.Select(metric => requests.FindAsync(metric, key)));
        var claims = metrics.Zip(found).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        var errors = points
            .Index()
            .Where(point => point.Item.IsTooLate(now) && claims[point.Item.Metric.Id] is null)
            .Take(PointList.MaxErrors)
            .Select(point => new PointError(point.Index, ApiMessages.TooLate))
            .ToList();
        return errors.Count == 0
            ? BucketSamples.Of(points, calendar, metric => claims[metric.Id]?.ReceivedAt ?? now, local)
            : throw ApiFailure.BadPoints(errors);
    }
}

using Metrics.Gateway.Security;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>Brings the single point of a request to its bucket.</summary>
internal sealed class PointWriter(MetricDirectory metrics, KeyLimit keys, BucketClient buckets, ApiMetrics telemetry)
{
    /// <summary>Adds the point and returns the running value right after it, and the start of its bucket.</summary>
    /// <param name="user">Who sends it.</param>
    /// <param name="metric">The metric, as the path names it.</param>
    /// <param name="point">The point, for what that was found to be.</param>
    /// <param name="now">When it came.</param>
    /// <param name="key">The key under which it may come again, or null.</param>
    /// <exception cref="ApiFailure">400: the key is new, and the metric has as many as it may; 404: the metric is gone.</exception>
    public async Task<RunningValue> AddAsync(ApiUser user, string metric, Point point, Instant now, IdempotencyKey? key)
    {
        try
        {
            return await AddAsync(user.Organization, point, now, key);
        }
        catch (MetricDeletedException)
        {
            // This silo's copy of the catalog was behind. The name may belong to a new metric by now.
            var current = await metrics.GetRefreshedAsync(user.Organization, metric);
            return current.Id == point.Metric.Id
                ? throw ApiFailure.NotFound()
                : await AddAsync(user.Organization, point with { Metric = current }, now, key);
        }
    }

    private async Task<RunningValue> AddAsync(Organization organization, Point point, Instant now, IdempotencyKey? key)
    {
        await keys.AdmitAsync(point);
        var claim = key is null ? null : await buckets.ClaimAsync(point.Metric, key, now);

        // The time of the first request, not of this one: a point without a date must come to the same bucket.
        var start = organization.Calendar.BucketOf(point.Date ?? claim?.ReceivedAt ?? now, point.Metric.Interval).Start;
        var samples = new BucketSamples(
            new BucketKey(point.Metric.Id, start, point.Key), point.Metric, Aggregate.Of(point.Metric.AggregationType, point.Sample));
        var value = await buckets.AddAsync(samples, claim);
        telemetry.PointsAccepted(1);
        return new RunningValue(value, start);
    }
}

using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>Brings the single point of a request to its bucket.</summary>
internal sealed class PointWriter(
    MetricDirectory metrics,
    KeyLimit keys,
    RequestClaims requests,
    RequestTimes times,
    BucketClient buckets,
    LocalBuckets local,
    ApiMetrics telemetry)
{
    /// <summary>Adds the point and returns the running value right after it, and the start of its bucket.</summary>
    /// <param name="user">Who sends it.</param>
    /// <param name="metric">The metric, as the path names it.</param>
    /// <param name="point">The point, for the metric that was found by that name or id.</param>
    /// <param name="now">When it came.</param>
    /// <param name="key">The key under which it may come again, or null.</param>
    /// <exception cref="ApiFailure">
    /// 400: the date is too far ahead, or the key is new, and the metric has as many as it may; 404: the metric is gone.
    /// </exception>
    public async Task<RunningValue> AddAsync(ApiUser user, string metric, Point point, Instant now, IdempotencyKey? key)
    {
        while (true)
        {
            try
            {
                if (point.IsTooLate(now))
                {
                    await times.CheckAsync(point, key);
                }

                var samples = SamplesOf(user.Organization, point, now);
                await keys.AdmitAsync(samples);
                if (key is not null)
                {
                    // The time of the first request, not of this one: a point without a date must come to the same bucket.
                    var claim = await requests.ClaimAsync(point.Metric, key, now);
                    samples = claim.IsRepetition ? SamplesOf(user.Organization, point, claim.ReceivedAt) : samples;
                    samples.Claim = claim;
                }

                var value = await buckets.AddAsync(samples);
                telemetry.PointsAccepted(1);
                return new RunningValue(value, samples.Bucket.BucketStart);
            }
            catch (MetricDeletedException)
            {
                // This silo's copy of the catalog was behind. The name may belong to a new metric by now, for which the point is as good if that
                // is of the same kind; ids only grow, so this ends.
                var current = await metrics.GetRefreshedAsync(user.Organization, metric);
                point = current.Id != point.Metric.Id && current.IsOfKindOf(point.Metric)
                    ? point with { Metric = current }
                    : throw ApiFailure.NotFound();
            }
        }
    }

    private BucketSamples SamplesOf(Organization organization, Point point, Instant receivedAt)
    {
        var time = organization.Calendar.BucketOf(point.Date ?? receivedAt, point.Metric.Interval);
        var bucket = new BucketKey(point.Metric.Id, time.Start, point.Key);
        var samples = new BucketSamples(bucket, point.Metric, time.End, local.Find(bucket));
        samples.Add(point.Sample);
        return samples;
    }
}

using System.Runtime.InteropServices;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>What one request adds to one bucket.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Metric">Its metric.</param>
/// <param name="Samples">The aggregate of the samples, in the order in which they came.</param>
/// <param name="FirstIndex">Which point of the request was the first of them.</param>
internal readonly record struct BucketSamples(BucketKey Bucket, MetricDefinition Metric, Aggregate Samples, int FirstIndex = 0)
{
    /// <summary>Gathers points by bucket. The buckets stand in the order in which points first named them.</summary>
    /// <param name="points">The points of one request.</param>
    /// <param name="calendar">The calendar of the organization.</param>
    /// <param name="receivedAt">When the request came to a metric first, which is the date of points without one.</param>
    /// <exception cref="ApiFailure">400: the samples of one bucket together do not fit into a decimal.</exception>
    public static IReadOnlyList<BucketSamples> Of(
        IReadOnlyList<Point> points, BucketCalendar calendar, Func<MetricDefinition, Instant> receivedAt)
    {
        var buckets = new List<BucketSamples>();
        var places = new Dictionary<BucketKey, int>();
        var latest = default(TimeBucket);
        MetricDefinition? metric = null;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var date = point.Date ?? receivedAt(point.Metric);
            if (!ReferenceEquals(metric, point.Metric) || !latest.Contains(date))
            {
                metric = point.Metric;
                latest = calendar.BucketOf(date, metric.Interval);
            }

            var key = new BucketKey(point.Metric.Id, latest.Start, point.Key);
            try
            {
                var sample = Aggregate.Of(point.Metric.AggregationType, point.Sample);
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, key, out var isKnown);
                if (isKnown)
                {
                    ref var bucket = ref CollectionsMarshal.AsSpan(buckets)[place];
                    bucket = bucket with { Samples = bucket.Samples.Merge(sample) };
                }
                else
                {
                    place = buckets.Count;
                    buckets.Add(new BucketSamples(key, point.Metric, sample, i));
                }
            }
            catch (AggregateOverflowException overflow)
            {
                throw ApiFailure.BadPoints([new PointError(i, overflow.Message)]);
            }
        }

        return buckets;
    }
}

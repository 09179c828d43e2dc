using System.Runtime.InteropServices;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>What one request adds to one bucket.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="metric">Its metric.</param>
/// <param name="end">When the time bucket ends.</param>
/// <param name="local">The bucket itself, where it is in this silo.</param>
/// <param name="firstIndex">Which point of the request was the first of its samples.</param>
internal sealed class BucketSamples(BucketKey bucket, MetricDefinition metric, Instant end, LocalBucket? local, int firstIndex = 0)
{
    private Accumulator _samples = new(metric.AggregationType);

    /// <summary>The bucket.</summary>
    public BucketKey Bucket => bucket;

    /// <summary>Its metric.</summary>
    public MetricDefinition Metric => metric;

    /// <summary>When the time bucket ends.</summary>
    public Instant End => end;

    /// <summary>The bucket itself, where it is in this silo.</summary>
    public LocalBucket? Local { get; set; } = local;

    /// <summary>The other silo that the bucket was found to be in, or to belong to, if any.</summary>
    public RemoteSilo? Remote { get; set; }

    /// <summary>Whether the bucket was found to be in no silo, and may be opened in the one that it belongs to: that, or this one.</summary>
    public bool MayBeOpened { get; set; }

    /// <summary>The claim of the request to the metric; null where the request has no idempotency key.</summary>
    public RequestClaim? Claim { get; set; }

    /// <summary>Whether the request came before. Only the grain of the bucket knows which samples were added then.</summary>
    public bool IsRepetition => Claim is { IsRepetition: true };

    /// <summary>Which point of the request was the first of its samples.</summary>
    public int FirstIndex => firstIndex;

    /// <summary>The samples, in the order in which they came.</summary>
    public ref readonly Accumulator Samples => ref _samples;

    /// <summary>Gathers points by bucket. The buckets stand in the order in which points first named them.</summary>
    /// <param name="points">The points of one request.</param>
    /// <param name="calendar">The calendar of the organization.</param>
    /// <param name="receivedAt">When the request came to a metric first, which is the date of points without one.</param>
    /// <param name="local">The buckets of this silo.</param>
    /// <exception cref="ApiFailure">400: the samples of one bucket together do not fit into a decimal. It names those that are too many.</exception>
    public static IReadOnlyList<BucketSamples> Of(
        IReadOnlyList<Point> points, BucketCalendar calendar, Func<MetricDefinition, Instant> receivedAt, LocalBuckets local)
    {
        var buckets = new List<BucketSamples>();
        var errors = new List<PointError>();
        var byKey = new Dictionary<BucketKey, BucketSamples>();
        var latest = default(TimeBucket);
        MetricDefinition? metric = null;
        for (var i = 0; i < points.Count && errors.Count < PointList.MaxErrors; i++)
        {
            var point = points[i];
            var date = point.Date ?? receivedAt(point.Metric);
            if (!ReferenceEquals(metric, point.Metric) || !latest.Contains(date))
            {
                metric = point.Metric;
                latest = calendar.BucketOf(date, metric.Interval);
            }

            var key = new BucketKey(point.Metric.Id, latest.Start, point.Key);
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(byKey, key, out var isKnown);
            if (!isKnown)
            {
                buckets.Add(bucket = new BucketSamples(key, point.Metric, latest.End, local.Find(key), i));
            }

            try
            {
                bucket!.Add(point.Sample);
            }
            catch (AggregateOverflowException overflow)
            {
                // It has changed nothing, so the others are gathered as if it were not there.
                errors.Add(new PointError(i, overflow.Message));
            }
        }

        return errors.Count == 0 ? buckets : throw ApiFailure.BadPoints(errors);
    }

    /// <summary>The same bucket with one of the points only; null where the point is none of its samples.</summary>
    /// <param name="point">A point of the request.</param>
    /// <param name="index">Which one.</param>
    /// <param name="now">When the request came.</param>
    public BucketSamples? Alone(Point point, int index, Instant now)
    {
        var date = point.Date ?? Claim?.ReceivedAt ?? now;
        if (point.Metric.Id != bucket.MetricId || point.Key != bucket.Key || date < bucket.BucketStart || date >= end)
        {
            return null;
        }

        var alone = new BucketSamples(bucket, metric, end, Local, index) { Claim = Claim };
        alone.Add(point.Sample);
        return alone;
    }

    /// <summary>Adds the samples to their bucket in memory, where it is in this silo; once where they have a claim.</summary>
    /// <param name="added">What waits for its commit.</param>
    /// <returns>False where that takes a message to another silo, or a call of the grain. Nothing was added.</returns>
    /// <inheritdoc cref="LocalBucket.TryAdd" path="/exception"/>
    public bool TryAddHere(out Added added)
    {
        added = default;
        return Local is not null
            && (Claim is null ? Local.TryAdd(_samples, out added) : !IsRepetition && Local.TryAddOnce(_samples, Claim.NewReceipt(), out added));
    }

    /// <summary>Adds one more, which came after the others.</summary>
    /// <exception cref="AggregateOverflowException">The samples together do not fit into a decimal. Nothing was changed.</exception>
    public void Add(Sample sample) => _samples.Add(sample);
}

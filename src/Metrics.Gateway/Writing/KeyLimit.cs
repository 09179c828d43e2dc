using System.Globalization;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.Writing;

/// <summary>Refuses points of new keys where their metric has all the keys that it may have.</summary>
internal sealed class KeyLimit(KeyRegistry registry)
{
    private readonly string _message = string.Create(
        CultureInfo.InvariantCulture, $"name must not be a new key, because this customMetric has reached its limit of {registry.Limit} keys");

    /// <summary>Lets the key of a point in, or throws.</summary>
    /// <exception cref="ApiFailure">400: it is one too many.</exception>
    public async ValueTask AdmitAsync(BucketSamples samples)
    {
        if (IsInQuestion(samples) && !await registry.AdmitAsync(KeyOf(samples)))
        {
            throw ApiFailure.Malformed(_message);
        }
    }

    /// <summary>Lets the keys of all points in, or throws.</summary>
    /// <param name="touched">The buckets of the points: far fewer, where many points are of few keys.</param>
    /// <param name="points">The points.</param>
    /// <exception cref="ApiFailure">400: some are too many; the points of those are named.</exception>
    public async ValueTask AdmitAsync(IReadOnlyList<BucketSamples> touched, IReadOnlyList<Point> points)
    {
        var refused = await registry.FindRefusedAsync(touched.Where(IsInQuestion).Select(KeyOf));
        if (refused.Count > 0)
        {
            throw ApiFailure.BadPoints([.. points
                .Index()
                .Where(point => refused.Contains(new MetricKey(point.Item.Metric.Id, point.Item.Key)))
                .Take(PointList.MaxErrors)
                .Select(point => new PointError(point.Index, _message))]);
        }
    }

    /// <summary>
    /// The key of a bucket that is here was let in before. Where its values were deleted since, the bucket finds out at its next point or
    /// is sent away, long before its key is forgotten.
    /// </summary>
    private static bool IsInQuestion(BucketSamples samples) => samples.Metric.KeyedValues && samples.Local is null;

    private static MetricKey KeyOf(BucketSamples samples) => new(samples.Metric.Id, samples.Bucket.Key);
}

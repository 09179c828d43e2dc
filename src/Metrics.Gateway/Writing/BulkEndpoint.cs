using System.Security.Cryptography;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>Answers a request that brings many points: for one metric, or for one that each point names.</summary>
internal sealed class BulkEndpoint(MetricDirectory directory, BulkWriter writer, IOptions<LimitOptions> limits)
{
    /// <summary>Reads all points, adds them all, and answers how many that were.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="user">Who sent it.</param>
    /// <param name="metric">The metric that the path names, or null.</param>
    /// <param name="now">When it came.</param>
    public async Task<IResult> AddAsync(HttpRequest request, RequestBody body, ApiUser user, MetricDefinition? metric, Instant now)
    {
        var keyText = IdempotencyKey.TextOf(request);
        using var digest = keyText is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var mayComeAgain = keyText is not null;
        var reader = metric is not null
            ? new PointReader(metric, user.Organization, now, new TextTable(), mayComeAgain)
            : new PointReader(await FindMetricsAsync(user.Organization), user.Organization, now, new TextTable(), mayComeAgain);
        var points = await BulkReader.ReadAsync(body, reader, limits.Value.PointsPerRequest, digest);

        var touched = await writer.AddAsync(user, metric, points, now, IdempotencyKey.Of(keyText, digest));
        return Envelope.Success(
            new AcceptedData(points.Count, QueryParameters.ReturnValue(request) ? ValuesOf(touched, withMetric: metric is null) : null),
            V2JsonContext.Default.EnvelopeAccepted);
    }

    private async ValueTask<NamedMetrics> FindMetricsAsync(Organization organization) =>
        new(directory, organization, await directory.GetCatalogForDataAsync(organization));

    private static List<TouchedBucket> ValuesOf(IReadOnlyList<(BucketSamples Samples, decimal Value)> touched, bool withMetric) =>
        [.. touched.Select(bucket => new TouchedBucket(
            bucket.Samples.Bucket.BucketStart,
            bucket.Samples.Metric.KeyedValues ? bucket.Samples.Bucket.Key : null,
            bucket.Value,
            withMetric ? bucket.Samples.Metric.Name : null))];
}

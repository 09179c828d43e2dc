using Metrics.Gateway.Security;
using Metrics.Silo.Grains;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>Data points: add.</summary>
internal static class DataEndpoints
{
    public static void MapData(this RouteGroupBuilder v2)
    {
        var data = v2.MapGroup("/customMetrics/{metric}/data").WithTags("Data");
        data.MapPost("/", Add).RequireRole(Role.StandardUser, "updated");
    }

    private static async Task<IResult> Add(
        string metric, HttpRequest request, ApiUser user, MetricDirectory metrics, IGrainFactory grains, TimeProvider time)
    {
        var definition = await metrics.GetAsync(user.Organization, metric);
        var reader = new PointReader(definition, user.Organization.Calendar, Instant.FromDateTimeOffset(time.GetUtcNow()));
        var point = await JsonBody.ReadAsync(request, reader.ReadBody);

        var bucket = new BucketKey(definition.Id, point.Bucket.Start, point.Key);
        var value = await grains.GetGrain<IBucketGrain>(bucket.ToGrainKey()).Add(definition.AggregationType, point.Sample);

        return QueryParameters.ReturnValue(request)
            ? TypedResults.Json(new RunningValue(value, point.Bucket.Start), V2JsonContext.Default.RunningValue, Envelope.ContentType)
            : TypedResults.NoContent();
    }
}

using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Silo.Grains;
using Microsoft.OpenApi;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>Data points: add.</summary>
internal static class DataEndpoints
{
    public static void MapData(this RouteGroupBuilder v2)
    {
        var data = v2.MapGroup("/customMetrics/{metric}/data").WithTags("Data");
        data.MapPost("/", Add)
            .RequireRole(Role.StandardUser, "updated")
            .WithSummary("Add a data point")
            .WithDescription(
                "The point counts in the time bucket that holds its date. 204, or 200 with the running value of that bucket right after the point. Both mean: committed.")
            .WithQuery("returnValue", JsonSchemaType.Boolean, "Whether to answer the running value. Default: false.")
            .WithBody<PointRequest>("""{"name":"app1","value":1,"date":"2024-04-09T14:44:00Z"}""")
            .Produces(StatusCodes.Status204NoContent)
            .Produces<RunningValue>()
            .WithFailures(400, 401, 403, 404, 413, 503);
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

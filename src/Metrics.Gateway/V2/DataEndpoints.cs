using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
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
            .WithHeader("Idempotency-Key", "1 to 255 characters. Within 24 hours, requests of one key to one metric count once.")
            .WithFailures(400, 401, 403, 404, 413, 422, 503);
    }

    private static async Task<IResult> Add(
        string metric, HttpRequest request, ApiUser user, MetricDirectory metrics, PointWriter writer, TimeProvider time)
    {
        var definition = await metrics.GetForDataAsync(user.Organization, metric);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var reader = new PointReader(definition, user.Organization.Calendar.Zone, now);
        var (point, key) = await JsonBody.ReadAsync(request, body => (reader.ReadBody(body), IdempotencyKey.Of(request, body)));

        var value = await writer.AddAsync(user, metric, definition, point, now, key);
        return QueryParameters.ReturnValue(request)
            ? TypedResults.Json(value, V2JsonContext.Default.RunningValue, Envelope.ContentType)
            : TypedResults.NoContent();
    }
}

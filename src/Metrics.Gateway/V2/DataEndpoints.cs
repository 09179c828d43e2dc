using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Silo.Grains;
using Microsoft.OpenApi;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>Data points: add. Values: delete.</summary>
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
        data.MapDelete("/", Delete)
            .RequireRole(Role.Administrator, "updated")
            .WithSummary("Delete values of a range")
            .WithDescription(
                "To correct a bad load. Deletes the time buckets that begin in the range, of all keys or of those that are named. Points that are accepted afterwards count from zero.")
            .WithQuery("startDate", JsonSchemaType.String, "ISO 8601, or back from now: `-60d`, `-24h`. Inclusive. One of the two dates is required.")
            .WithQuery("endDate", JsonSchemaType.String, "Likewise; exclusive.")
            .WithQuery("name", JsonSchemaType.String, "A key; may be there several times. Default: all keys.")
            .Produces<Envelope<DeletionData>>()
            .WithFailures(400, 401, 403, 404, 503);
    }

    private static async Task<IResult> Add(
        string metric, HttpRequest request, ApiUser user, MetricDirectory metrics, PointWriter writer, TimeProvider time)
    {
        var definition = await metrics.GetForDataAsync(user.Organization, metric);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var reader = new PointReader(definition, user.Organization.Calendar.Zone, now, user.Organization.LimitOf(definition.Interval, now));
        var (point, key) = await JsonBody.ReadAsync(request, body => (reader.ReadBody(body), IdempotencyKey.Of(request, body)));

        var value = await writer.AddAsync(user, metric, definition, point, now, key);
        return QueryParameters.ReturnValue(request)
            ? TypedResults.Json(value, V2JsonContext.Default.RunningValue, Envelope.ContentType)
            : TypedResults.NoContent();
    }

    private static async Task<IResult> Delete(
        string metric, HttpRequest request, ApiUser user, MetricDirectory metrics, IGrainFactory grains, TimeProvider time)
    {
        var definition = await metrics.GetAsync(user.Organization, metric);
        var keys = QueryParameters.Keys(request, definition);
        var range = DateRange.Of(request, user.Organization.Calendar.Zone, Instant.FromDateTimeOffset(time.GetUtcNow()))
            ?? throw ApiFailure.Malformed("startDate or endDate is required; to delete all data of a customMetric, delete the customMetric");

        var deleted = await grains.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(definition.Id)).DeleteRange(range.Start, range.End, keys);
        return Envelope.Success(new DeletionData(deleted), V2JsonContext.Default.EnvelopeDeletion);
    }
}

using Metrics.Gateway.Definitions;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Microsoft.OpenApi;
using NodaTime.Extensions;

namespace Metrics.Gateway.Writing;

/// <summary>Data points: add one, add many. Values: delete.</summary>
internal static class DataEndpoints
{
    private const string Point = """{"name":"app1","value":1,"date":"2024-04-09T14:44:00Z"}""";
    private const string MetricPoint = """{"metric":"playbookRuns","name":"app1","value":1,"date":"2024-04-09T14:44:00Z"}""";

    /// <summary>Adds what brings points to their buckets.</summary>
    public static void AddData(this IServiceCollection services)
    {
        services.AddSingleton<BucketGrains>();
        services.AddSingleton<BucketClient>();
        services.AddSingleton<RequestClaims>();
        services.AddSingleton<RequestTimes>();
        services.AddSingleton<KeyLimit>();
        services.AddSingleton<PointWriter>();
        services.AddSingleton<PointEndpoint>();
        services.AddSingleton<BulkWriter>();
        services.AddSingleton<BulkEndpoint>();
    }

    public static void MapData(this RouteGroupBuilder v2)
    {
        // Made when it is first asked for: counters that it stands on would begin before anybody listens.
        var services = ((IEndpointRouteBuilder)v2).ServiceProvider;
        var points = new Lazy<PointEndpoint>(services.GetRequiredService<PointEndpoint>);
        v2.MapPost("/customMetrics/{metric}/data", (string metric, HttpRequest request) => points.Value.AddAsync(metric, request))
            .WithName("addData")
            .WithSummary("Add a data point, or many")
            .WithDescription(
                """
                A point counts in the time bucket that holds its date. One point as an object: 204, or 200 with the running value of that
                bucket right after the point. Many as an array, or as lines: 200 with their number. Each means: committed. Where one of
                many is not valid, none is applied, and `data.errors` says what is wrong with which.
                """)
            .WithBody<PointRequest>(Point, orMany: true)
            .Produces(StatusCodes.Status204NoContent)
            .Produces<RunningValue>()
            .AlsoProduces<Envelope<AcceptedData>>()
            .WithDataConventions();
        v2.MapPost("/customMetrics/data", AddToSeveral)
            .WithName("addDataToSeveral")
            .WithSummary("Add data points to several metrics")
            .WithDescription("As many points to one metric, where each point names its metric, by name or by id.")
            .WithBody<MetricPointRequest>(MetricPoint, onlyMany: true)
            .Produces<Envelope<AcceptedData>>()
            .WithDataConventions();
        v2.MapDelete("/customMetrics/{metric}/data", Delete)
            .WithTags("Data")
            .RequireRole(Role.Administrator, "updated")
            .WithName("deleteData")
            .WithSummary("Delete values of a range")
            .WithDescription(
                "To correct a bad load. Deletes the time buckets that a read of the same range shows, of all keys or of those that are named. Points that are accepted afterwards count from zero.")
            .WithQuery("startDate", JsonSchemaType.String, "ISO 8601, or back from now: `-60d`, `-24h`. Inclusive. One of the two dates is required.")
            .WithQuery("endDate", JsonSchemaType.String, "Likewise; exclusive.")
            .WithQuery("name", JsonSchemaType.String, "A key; may be there several times. Default: all keys.", mayRepeat: true)
            .Produces<Envelope<DeletionData>>()
            .WithFailures(400, 403, 404);
    }

    private static void WithDataConventions(this RouteHandlerBuilder endpoint) => endpoint
        .WithTags("Data")
        .RequireRole(Role.StandardUser, "updated")
        .WithQuery("returnValue", JsonSchemaType.Boolean, "Whether to answer running values. Default: false.")
        .WithHeader("Idempotency-Key", "1 to 255 characters. Within 24 hours, requests of one key to one metric count once.")
        .WithFailures(403, 404, 413, 422);

    private static async Task<IResult> AddToSeveral(HttpRequest request, ApiUser user, BulkEndpoint bulk, TimeProvider time)
    {
        await using var body = RequestBody.OpenJsonOrLines(request);
        return body.IsLines || await body.PeekAsync() == '['
            ? await bulk.AddAsync(request, body, user, metric: null, time.GetCurrentInstant())
            : throw ApiFailure.Malformed("the body must be a JSON array of points, or lines of them (application/x-ndjson)");
    }

    private static async Task<IResult> Delete(
        string metric, HttpRequest request, ApiUser user, MetricDirectory metrics, IGrainFactory grains, TimeProvider time)
    {
        var definition = await metrics.GetAsync(user.Organization, metric);
        var keys = QueryParameters.Keys(request, definition, mayBeEmpty: false);
        var now = time.GetCurrentInstant();
        var range = DateRange.Of(request, user.Organization.Calendar.Zone, now);
        if (range.IsEmpty)
        {
            throw ApiFailure.Malformed("startDate or endDate is required; to delete all data of a customMetric, delete the customMetric");
        }

        // The same buckets that a read of the same range shows.
        var selection = range.Select(definition, user.Organization.Calendar, now);
        var deleted = await grains.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(definition.Id)).DeleteRange(selection.Start, selection.End, keys);
        return Envelope.Success(new DeletionData(deleted), V2JsonContext.Default.EnvelopeDeletion);
    }
}

using Metrics.Gateway.Definitions;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using NodaTime.Extensions;

namespace Metrics.Gateway.Reading;

/// <summary>Data points and keys: read back. Straight from the database, never by way of grains.</summary>
internal static class ReadingEndpoints
{
    private const string Csv = "text/csv";

    public static void MapReading(this RouteGroupBuilder v2)
    {
        var metric = v2.MapGroup("/customMetrics/{metric}");
        metric.MapGet("/data", GetData)
            .WithTags("Data")
            .WithName("readData")
            .WithSummary("Read values back")
            .WithDescription(
                "The value of each bucket that the time touches, by date and key, with every point that was acknowledged before. Without dates: the current bucket. `Accept: text/csv` gives CSV.")
            .WithQuery("startDate", JsonSchemaType.String, "From here on: ISO 8601, or back from now (`-24h`, `-60d`, `-8w`, `-6m`, `-1y`).")
            .WithQuery("endDate", JsonSchemaType.String, "Until before this; likewise.")
            .WithQuery("name", JsonSchemaType.String, "Only this key; may be repeated.", mayRepeat: true)
            .WithChoice("order", "By date and name, or all of that the other way round. Default: asc.", "asc", "desc")
            .WithQuery("sumKeys", JsonSchemaType.Boolean, "Whether to add up the keys of each bucket. Default: false.")
            .WithQuery("topKeys", JsonSchemaType.Integer, "Only so many keys, those whose values add up to most, 1 to 1000. The others are added up as `other`, unless sumKeys is true.")
            .WithQuery("fill", JsonSchemaType.Boolean, "Whether to put in buckets without data. Default: false.")
            .WithQuery("resultStart", JsonSchemaType.Integer, "How many to skip. Default: 0.")
            .WithQuery("resultLimit", JsonSchemaType.Integer, "How many to answer, without a maximum. Default: all.")
            .Produces<Envelope<DataListData>>()
            .AlsoProduces<string>(Csv)
            .WithFailures(400, 404);
        metric.MapGet("/keys", GetKeys)
            .WithTags("Data")
            .WithName("listKeys")
            .WithSummary("List keys with their current values")
            .WithDescription("The value of each key in its latest bucket. How many keys there are is in `resultCount`, on the first page only.")
            .WithQuery("search", JsonSchemaType.String, "Only keys with this in their name, in any case.")
            .WithChoice("order", "By name, or the largest value first. Default: name.", "name", "value")
            .WithPage()
            .Produces<Envelope<KeyListData>>()
            .WithFailures(400, 404);
    }

    private static async Task GetData(
        string metric, HttpContext context, ApiUser user, MetricDirectory metrics, BucketReader reader, TimeProvider time)
    {
        var definition = await metrics.GetForDataAsync(user.Organization, metric);
        var now = time.GetCurrentInstant();
        var query = DataQuery.Of(context.Request, definition, user.Organization, now);
        var series = await DataSeries.OpenAsync(reader, query, user.Organization.Calendar, now);
        var page = await DataPage.OpenAsync(series, query.Skip, query.Limit, context.RequestAborted);
        await (WantsCsv(context.Request)
            ? DataAnswer.WriteCsvAsync(context.Response, page, query.HasNames)
            : DataAnswer.WriteJsonAsync(context.Response, page, query.HasNames));
    }

    private static async Task<IResult> GetKeys(string metric, HttpContext context, ApiUser user, MetricDirectory metrics, BucketReader reader)
    {
        var definition = await metrics.GetForDataAsync(user.Organization, metric);
        if (!definition.KeyedValues)
        {
            throw ApiFailure.Malformed("there are no keys, because this customMetric is not keyed (keyedValues is false)");
        }

        var request = context.Request;
        var (start, limit) = QueryParameters.Page(request);
        var isByValue = QueryParameters.Choice(request, "order", "name", "value") == "value";
        var keys = reader.ReadLatestAsync(definition.Id, definition.AggregationType, context.RequestAborted);
        var list = await KeyList.ReadAsync(keys, request.Query["search"].ToString(), isByValue, start, limit);
        return Envelope.Success(
            new KeyListData(start == 0 ? list.Count : null, [.. list.Points.Select(CustomMetricKey.Of)]), V2JsonContext.Default.EnvelopeKeyList);
    }

    /// <summary>Whether the client would rather have CSV than JSON; of equals, that which it names first. What is neither cannot be had.</summary>
    private static bool WantsCsv(HttpRequest request) => request.GetTypedHeaders().Accept
        .OrderByDescending(type => type.Quality ?? 1)
        .FirstOrDefault(type => type.Quality != 0 && (IsCsv(type) || IncludesJson(type))) is { } wanted && IsCsv(wanted);

    private static bool IsCsv(MediaTypeHeaderValue type) => type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);

    private static bool IncludesJson(MediaTypeHeaderValue type) => type.MatchesAllTypes
        || type.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals(Envelope.ContentType, StringComparison.OrdinalIgnoreCase);
}

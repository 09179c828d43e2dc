using System.Text;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Security;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.Reading;

/// <summary>The current values of all metrics of an organization, for Prometheus to scrape.</summary>
internal static class OpenMetricsEndpoint
{
    /// <summary>How many characters are gathered before they are sent.</summary>
    private const int BufferSize = 16 * 1024;

    public static void MapOpenMetrics(this RouteGroupBuilder v2) => v2.MapGet("/openmetrics", Get)
        .WithTags("Data")
        .WithName("readOpenMetrics")
        .WithSummary("Current values as OpenMetrics text")
        .WithDescription("Of every metric and key the value of its latest bucket, and the start of that bucket, as gauges. Prometheus can scrape it with a Bearer token.")
        .Produces<string>(StatusCodes.Status200OK, OpenMetricsText.ContentType.Split(';')[0]);

    private static async Task Get(HttpContext context, ApiUser user, MetricDirectory metrics, BucketReader reader)
    {
        var definitions = (await metrics.GetCatalogAsync(user.Organization)).Definitions.OrderBy(definition => definition.Id);
        context.Response.ContentType = OpenMetricsText.ContentType;

        // Never disposed, which would send what is gathered in it: what fails before anything is sent still gets a proper answer.
        var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize);
        var text = new OpenMetricsText(writer);
        foreach (var definition in definitions)
        {
            await text.WriteAsync(definition, reader.ReadLatestAsync(definition.Id, definition.AggregationType, context.RequestAborted));
        }

        await text.WriteEndAsync();
        await writer.FlushAsync(context.RequestAborted);
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using NodaTime.Extensions;

namespace Metrics.Gateway.Archive;

/// <summary>All definitions and values of the organization: out and in.</summary>
internal static class ArchiveEndpoints
{
    private const string Example =
        """
        {"customMetricConfig":{"id":3,"name":"playbookRuns","dataType":"Sum","interval":"Hourly","keyedValues":true}}
        {"customMetricData":{"metric":3,"name":"app1","date":"2024-04-09T14:00:00Z","count":2,"sum":"12.5"}}
        """;

    public static void MapArchive(this RouteGroupBuilder v2)
    {
        v2.MapGet("/export", Export)
            .WithTags("Archive")
            .WithName("exportAll")
            .WithSummary("Export definitions and values")
            .WithDescription("One JSON object on each line: definitions first, by id, then values, by metric, start and key. Compressed where the request accepts gzip.")
            .Produces<ArchiveLine>(StatusCodes.Status200OK, Lines.ContentType)
            .WithHeader("Accept-Encoding", "`gzip`, for an answer that is packed.");
        v2.MapPost("/import", Import)
            .RequireRole(Role.Administrator, "updated")
            .WithTags("Archive")
            .WithName("importAll")
            .WithSummary("Import what was exported")
            .WithDescription("Creates the metrics that are not there, under their ids where nobody has had those, and puts the values in the place of those that are there. May be repeated. The first line that is wrong ends it with 400; the lines before it are applied, and the message counts them. Of any length, and may be compressed with gzip.")
            .WithBody<ArchiveLine>(Example, Lines.ContentType)
            .Produces<Envelope<ImportData>>()
            .WithFailures(403);
    }

    private static async Task Export(HttpContext context, ApiUser user, MetricDirectory metrics, BucketArchive archive)
    {
        var definitions = (await metrics.GetCatalogAsync(user.Organization)).Definitions.OrderBy(definition => definition.Id).ToList();
        if (definitions.Count == 0)
        {
            await Lines.WriteNoneAsync(context.Response);
            return;
        }

        // The first values are read before the answer begins: what fails up to there still gets a proper one.
        await using var values = ReadAsync(definitions, archive, context.RequestAborted).GetAsyncEnumerator();
        var hasMore = await values.MoveNextAsync();
        await using var output = Lines.Open(context.Response);
        await WriteAsync(output, definitions.Select(ArchivedDefinition.Of));
        for (; hasMore; hasMore = await values.MoveNextAsync())
        {
            await WriteAsync(output, values.Current);
        }
    }

    /// <summary>The values of these metrics, a page at a time.</summary>
    private static async IAsyncEnumerable<IEnumerable<ArchiveLine>> ReadAsync(
        IReadOnlyList<MetricDefinition> definitions, BucketArchive archive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var metric in definitions)
        {
            await foreach (var page in archive.ReadAsync(metric.Id, cancellationToken))
            {
                yield return page.Select(bucket => bucket.ToLine(metric));
            }
        }
    }

    private static async Task WriteAsync(Stream output, IEnumerable<ArchiveLine> lines)
    {
        using var page = new MemoryStream();
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(page, line, V2JsonContext.Default.ArchiveLine);
            page.WriteByte((byte)'\n');
        }

        page.Position = 0;
        await page.CopyToAsync(output);
    }

    private static async Task<IResult> Import(
        HttpRequest request, ApiUser user, MetricDirectory metrics, BucketArchive archive, TimeProvider time, ILogger<Importer> logger)
    {
        var importer = new Importer(user.Organization, metrics.CatalogOf(user.Organization), archive, time.GetCurrentInstant(), logger);
        var data = await importer.RunAsync(Lines.ReadAsync(request, request.HttpContext.RequestAborted));
        return Envelope.Success(data, V2JsonContext.Default.EnvelopeImport);
    }
}

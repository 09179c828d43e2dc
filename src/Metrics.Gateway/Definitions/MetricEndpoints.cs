using System.Net;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;
using Microsoft.OpenApi;

namespace Metrics.Gateway.Definitions;

/// <summary>Definitions: list, create, read, change, delete.</summary>
internal static class MetricEndpoints
{
    public static void MapMetrics(this RouteGroupBuilder v2)
    {
        var metrics = v2.MapGroup("/customMetrics").WithTags("Definitions");
        metrics.MapGet("/", List)
            .WithName("listMetrics")
            .WithSummary("List definitions")
            .WithDescription("All metrics of the organization, by id. The total is in `resultCount`, on the first page only.")
            .WithPage()
            .WithQuery("search", JsonSchemaType.String, "Only metrics with this in their name, in any case.")
            .Produces<Envelope<DefinitionListData>>()
            .WithFailures(400);
        metrics.MapPost("/", Create)
            .RequireRole(Role.StandardUser, "created")
            .WithName("createMetric")
            .WithSummary("Create a metric")
            .WithDescription("201 when it is new; 200 with the existing one if name and definition are identical, so that clients may race to create.")
            .WithBody<DefinitionRequest>("""{"name":"playbookRuns","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"Runs by playbook"}""")
            .Produces<Envelope<DefinitionData>>(StatusCodes.Status201Created)
            .Produces<Envelope<DefinitionData>>()
            .WithFailures(403, 413);
        metrics.MapGet("/{metric}", Get)
            .WithName("getMetric")
            .WithSummary("Read a definition")
            .Produces<Envelope<DefinitionData>>()
            .WithFailures(404);
        metrics.MapPut("/{metric}", Update)
            .RequireRole(Role.Administrator, "updated")
            .WithName("changeMetric")
            .WithSummary("Rename a metric, or change its description")
            .WithDescription("What the body leaves out stays as it is; an empty description removes it. The data stays. dataType, interval and keyedValues cannot change.")
            .WithBody<DefinitionChangeRequest>("""{"name":"playbookRuns2","description":"Runs by playbook"}""")
            .Produces<Envelope<DefinitionData>>()
            .WithFailures(403, 404, 413);
        metrics.MapDelete("/{metric}", Delete)
            .RequireRole(Role.Administrator, "deleted")
            .WithName("deleteMetric")
            .WithSummary("Delete a metric and all its data")
            .WithDescription("The name is free afterwards. The id is never used again.")
            .Produces<Envelope<object>>()
            .WithFailures(403, 404);
    }

    private static async Task<IResult> List(HttpRequest request, ApiUser user, MetricDirectory metrics)
    {
        var (start, limit) = QueryParameters.Page(request);
        var search = request.Query["search"].ToString();
        var matches = (await metrics.GetCatalogAsync(user.Organization)).Definitions
            .Where(definition => definition.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            .OrderBy(definition => definition.Id)
            .ToList();

        var page = matches.Skip(start).Take(limit).Select(CustomMetricConfig.Of).ToList();
        return Envelope.Success(new DefinitionListData(start == 0 ? matches.Count : null, page), V2JsonContext.Default.EnvelopeDefinitionList);
    }

    private static async Task<IResult> Create(HttpRequest request, ApiUser user, MetricDirectory metrics)
    {
        var body = await JsonBody.ReadAsync(request, V2JsonContext.Default.DefinitionRequest);
        var creation = await metrics.CatalogOf(user.Organization).Create(body.ToDraft());
        return Definition(creation.Definition, creation.IsNew ? HttpStatusCode.Created : HttpStatusCode.OK);
    }

    private static async Task<IResult> Get(string metric, ApiUser user, MetricDirectory metrics) =>
        Definition(await metrics.GetAsync(user.Organization, metric));

    private static async Task<IResult> Update(string metric, HttpRequest request, ApiUser user, MetricDirectory metrics)
    {
        var current = await metrics.GetAsync(user.Organization, metric);
        var body = await JsonBody.ReadAsync(request, V2JsonContext.Default.DefinitionChangeRequest);
        return Definition(await metrics.CatalogOf(user.Organization).Update(current.Id, body.ToChangeOf(current)));
    }

    private static async Task<IResult> Delete(string metric, ApiUser user, MetricDirectory metrics, IGrainFactory grains)
    {
        var definition = await metrics.GetAsync(user.Organization, metric);
        var catalog = metrics.CatalogOf(user.Organization);
        await catalog.Delete(definition.Id);
        await grains.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(definition.Id)).Purge(catalog.GetPrimaryKeyString());
        return Envelope.Success();
    }

    private static IResult Definition(MetricDefinition definition, HttpStatusCode status = HttpStatusCode.OK) =>
        Envelope.Success(new DefinitionData(CustomMetricConfig.Of(definition)), V2JsonContext.Default.EnvelopeDefinition, status);
}

using System.Net;
using Metrics.Gateway.Security;

namespace Metrics.Gateway.V2;

/// <summary>Definitions: list, create, read, change, delete.</summary>
internal static class MetricEndpoints
{
    public static void MapMetrics(this RouteGroupBuilder v2)
    {
        var metrics = v2.MapGroup("/customMetrics").WithTags("Definitions");
        metrics.MapGet("/", List).RequireRole(Role.Reader, "accessed");
        metrics.MapPost("/", Create).RequireRole(Role.StandardUser, "created");
        metrics.MapGet("/{metric}", Get).RequireRole(Role.Reader, "accessed");
        metrics.MapPut("/{metric}", Update).RequireRole(Role.Administrator, "updated");
        metrics.MapDelete("/{metric}", Delete).RequireRole(Role.Administrator, "deleted");
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
        var body = await JsonBody.ReadAsync(request, V2JsonContext.Default.DefinitionRequest);
        var changed = body.ApplyTo(current);
        await metrics.CatalogOf(user.Organization).Update(changed);
        return Definition(changed);
    }

    private static async Task<IResult> Delete(string metric, ApiUser user, MetricDirectory metrics)
    {
        var definition = await metrics.GetAsync(user.Organization, metric);
        await metrics.CatalogOf(user.Organization).Delete(definition.Id);
        return Envelope.Success();
    }

    private static IResult Definition(MetricDefinition definition, HttpStatusCode status = HttpStatusCode.OK) =>
        Envelope.Success(new DefinitionData(CustomMetricConfig.Of(definition)), V2JsonContext.Default.EnvelopeDefinition, status);
}

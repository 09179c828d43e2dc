using Metrics.Gateway.Hosting;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using Metrics.Silo.Grains;

namespace Metrics.Gateway.Dashboards;

/// <summary>Saved dashboards: list, read, save, delete.</summary>
internal static class DashboardEndpoints
{
    private const string Subject = "dashboard";

    private const string Example = """
        {"name":"Operations","refreshSeconds":30,"cards":[{"id":"runs","title":"Runs by playbook","metric":3,"chart":"StackedArea",
        "startDate":"-7d","topKeys":5,"layout":{"x":0,"y":0,"w":6,"h":4}}]}
        """;

    public static void MapDashboards(this RouteGroupBuilder v2)
    {
        var dashboards = v2.MapGroup("/dashboards").WithTags("Dashboards");
        dashboards.MapGet("/", List)
            .WithName("listDashboards")
            .WithSummary("List dashboards")
            .WithDescription("All dashboards of the organization by name, without their cards.")
            .Produces<Envelope<DashboardListData>>();
        dashboards.MapGet("/{id}", Get)
            .WithName("getDashboard")
            .WithSummary("Read a dashboard")
            .Produces<Envelope<DashboardData>>()
            .WithFailures(404);
        dashboards.MapPut("/{id}", Save)
            .RequireRole(Role.Administrator, "saved", Subject)
            .WithName("saveDashboard")
            .WithSummary("Save a dashboard")
            .WithDescription(
                "Creates the dashboard, or replaces the one of that id. With `version` only if that is its version: 409 where somebody else has saved it meanwhile; 0 stands for a dashboard that is not there yet.")
            .WithMetadata(new BodySizeLimit(DashboardReader.MaxBodySize))
            .WithBody<DashboardRequest>(Example)
            .Produces<Envelope<DashboardData>>()
            .WithFailures(403, 409, 413);
        dashboards.MapDelete("/{id}", Delete)
            .RequireRole(Role.Administrator, "deleted", Subject)
            .WithName("deleteDashboard")
            .WithSummary("Delete a dashboard")
            .Produces<Envelope<object>>()
            .WithFailures(403, 404);
    }

    private static async Task<IResult> List(ApiUser user, IGrainFactory grains)
    {
        var dashboards = await DashboardsOf(user, grains).List();
        return Envelope.Success(new DashboardListData(dashboards.Count, dashboards), V2JsonContext.Default.EnvelopeDashboardList);
    }

    private static async Task<IResult> Get(string id, ApiUser user, IGrainFactory grains) =>
        Success(await DashboardsOf(user, grains).Get(id) ?? throw ApiFailure.NotFound());

    private static async Task<IResult> Save(string id, HttpRequest request, ApiUser user, IGrainFactory grains)
    {
        var body = await JsonBody.ReadAsync(request, V2JsonContext.Default.DashboardRequest);
        return Success(await DashboardsOf(user, grains).Save(body.ToDashboard(id), body.Version));
    }

    private static async Task<IResult> Delete(string id, ApiUser user, IGrainFactory grains) =>
        await DashboardsOf(user, grains).Delete(id) ? Envelope.Success() : throw ApiFailure.NotFound();

    private static IDashboardGrain DashboardsOf(ApiUser user, IGrainFactory grains) =>
        grains.GetGrain<IDashboardGrain>(IDashboardGrain.KeyOf(user.Organization.Name));

    private static IResult Success(Dashboard dashboard) => Envelope.Success(new DashboardData(dashboard), V2JsonContext.Default.EnvelopeDashboard);
}

using Metrics.Gateway.Archive;
using Metrics.Gateway.Dashboards;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Hosting;
using Metrics.Gateway.Reading;
using Metrics.Gateway.Security;
using Metrics.Gateway.Writing;

namespace Metrics.Gateway.V2;

internal static class V2Extensions
{
    /// <summary>The prefix of every route. The same routes answer under <see cref="AlternativeBase"/> too.</summary>
    public const string Prefix = "/v2";

    /// <summary>What may stand before <see cref="Prefix"/>: clients of the vendor's cloud send <c>/api/v2/...</c>.</summary>
    public const string AlternativeBase = "/api";

    /// <summary>Adds what the endpoints of the API need.</summary>
    public static void AddV2(this IServiceCollection services)
    {
        services.AddSingleton<MetricDirectory>();
        services.AddSingleton<ApiMetrics>();
        services.AddData();
        services.AddExceptionHandler<FailureHandler>();
    }

    /// <summary>Maps the endpoints of the API. What each of them may answer, whatever it does, is stated here.</summary>
    public static void MapV2(this IEndpointRouteBuilder app)
    {
        var v2 = app.MapGroup(Prefix).RequireUser().WithMetadata(new WritesOwnBodies()).WithFailures(401, 429, 500, 503);
        v2.MapMetrics();
        v2.MapData();
        v2.MapArchive();
        v2.MapReading();
        v2.MapOpenMetrics();
        v2.MapDashboards();
        v2.MapUser();
    }
}

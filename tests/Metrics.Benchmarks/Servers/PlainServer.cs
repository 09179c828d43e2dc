using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Metrics.Benchmarks.Servers;

/// <summary>
/// The service one would write first: a minimal ASP.NET endpoint on the route of the API, with generated JSON and no
/// logging. It authenticates nobody and validates nothing, so that what it does costs as little as it can.
/// </summary>
internal static class PlainServer
{
    /// <summary>Puts one point where it belongs. When the task is complete, the point is acknowledged.</summary>
    public delegate Task Store(string metric, PostedPoint point);

    /// <summary>Puts the points of one request where they belong. When the task is complete, all are acknowledged.</summary>
    public delegate Task StoreMany(string metric, PostedPoint[] points);

    /// <summary>Listens at the URL until it is stopped.</summary>
    public static async Task RunAsync(string url, Store store, StoreMany? storeMany, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PostedPointContext.Default));

        await using var app = builder.Build();
        app.MapGet("/health/ready", () => TypedResults.Ok());
        app.MapPost("/v2/customMetrics/{metric}/data", async (string metric, PostedPoint point) =>
        {
            await store(metric, point);
            return TypedResults.NoContent();
        });
        if (storeMany is not null)
        {
            app.MapPost("/v2/customMetrics/{metric}/bulk", async (string metric, PostedPoint[] points) =>
            {
                await storeMany(metric, points);
                return TypedResults.NoContent();
            });
        }

        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }
}

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

    public static async Task RunAsync(string url, Store store, CancellationToken stop)
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
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }
}

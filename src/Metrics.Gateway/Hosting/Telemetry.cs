using Metrics.Silo.Storage;
using OpenTelemetry.Metrics;

namespace Metrics.Gateway.Hosting;

/// <summary>What the service measures of itself, for Prometheus to scrape at <c>/metrics</c>.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(StorageMetrics.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
        .AddRuntimeInstrumentation()
        .AddPrometheusExporter());

    public static void MapTelemetry(this IEndpointRouteBuilder app) => app.MapPrometheusScrapingEndpoint("/metrics").DisableRateLimiting();
}

using Metrics.Silo;
using Metrics.Silo.Storage;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// What the service tells of itself: metrics, for Prometheus to scrape at <c>/metrics</c>; and where the standard variable
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector, metrics, traces and logs sent there. Without one there are no traces, and
/// nothing on the way of a point looks for them.
/// </summary>
internal static class Telemetry
{
    private const string Path = "/metrics";
    private const string CollectorKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";
    private const string ProtocolKey = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";
    private const string ServiceName = "metrics-orleans";

    /// <summary>The share of requests that are traced where no sampler is configured and the caller does not say.</summary>
    private const double SampledShare = 0.01;

    /// <summary>The ways to a collector that the exporter knows. It passes over any other word.</summary>
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    /// <summary>The samplers that are known by name. In place of any other all requests would be traced.</summary>
    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>All of these have a bounded number of series: no label holds what a client chose.</summary>
    private static readonly string[] Meters =
    [
        StorageMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "Npgsql", "System.Runtime",
    ];

    /// <exception cref="StartupException">
    /// The collector is not named by an address; its exporter would say nothing and send nothing. Or how to send, or what to trace, is not known.
    /// </exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
        if (string.IsNullOrEmpty(builder.Configuration[ServiceNameKey]))
        {
            telemetry.ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: ServiceVersion.Text));
        }

        if (builder.Configuration[CollectorKey] is { Length: > 0 } collector)
        {
            if (!Uri.TryCreate(collector, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new StartupException($"{CollectorKey} takes an address such as http://localhost:4317, and '{collector}' is none.");
            }

            builder.Configuration.RequireOneOf(ProtocolKey, Protocols, StringComparer.Ordinal);
            builder.Configuration.RequireOneOf(SamplerKey, Samplers, StringComparer.Ordinal);
            telemetry.WithTracing(traces => AddTraces(traces, isSamplerConfigured: !string.IsNullOrEmpty(builder.Configuration[SamplerKey]))).UseOtlpExporter();
            builder.UseOrleans(silo => silo.AddActivityPropagation());
        }
    }

    /// <summary>Maps what Prometheus reads; not under the other prefix of the API, behind which no balancer looks for it.</summary>
    public static void MapTelemetry(this IEndpointRouteBuilder app) => app
        .MapPrometheusScrapingEndpoint(Path, meterProvider: null, configureBranchedPipeline: scrapes => scrapes.Use((context, next) =>
        {
            if (!context.Request.PathBase.HasValue)
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }), optionsName: null)
        .DisableRateLimiting();

    private static void AddTraces(TracerProviderBuilder traces, bool isSamplerConfigured)
    {
        traces.AddAspNetCoreInstrumentation(requests => requests.Filter = context => !IsOfOperators(context.Request.Path));
        traces.AddSource(StorageMetrics.MeterName, "Microsoft.Orleans.Application", "Npgsql");
        if (!isSamplerConfigured)
        {
            traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledShare)));
        }
    }

    /// <summary>Probes and scrapes come all the time and tell nothing.</summary>
    private static bool IsOfOperators(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) || path.StartsWithSegments(Path, StringComparison.Ordinal);
}

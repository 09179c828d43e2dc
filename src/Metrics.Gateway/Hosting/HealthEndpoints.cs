using Metrics.Silo.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// What an orchestrator asks. Live: the process answers, nothing more, so that a database that is away restarts nobody.
/// Started: the silo is a member of its cluster. Ready: it is, the database answers, and the process is not stopping.
/// </summary>
internal static class HealthEndpoints
{
    private const string Started = "started";
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<SiloHealthCheck>("silo", tags: [Started, Ready])
        .AddCheck<StoppingHealthCheck>("lifetime", tags: [Ready])
        .AddCheck<StorageHealthCheck>("storage", timeout: StorageProbe.TimeToAnswer, tags: [Ready]);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").DisableRateLimiting();
        health.MapHealthChecks("/live", Only(_ => false));
        health.MapHealthChecks("/startup", Only(check => check.Tags.Contains(Started)));
        health.MapHealthChecks("/ready", Only(check => check.Tags.Contains(Ready)));
    }

    private static HealthCheckOptions Only(Func<HealthCheckRegistration, bool> predicate) => new() { Predicate = predicate, ResponseWriter = WriteAsync };

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        version = ServiceVersion.Text,
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });

    private sealed class SiloHealthCheck(ISiloStatusOracle silo) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(silo.CurrentStatus == SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
    }

    private sealed class StoppingHealthCheck(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());
    }

    private sealed class StorageHealthCheck(StorageProbe storage) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await storage.CheckAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}

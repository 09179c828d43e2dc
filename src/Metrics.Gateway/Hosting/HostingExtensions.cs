using Metrics.Silo.Storage;

namespace Metrics.Gateway.Hosting;

internal static class HostingExtensions
{
    /// <summary>Where and how the server listens, logs and stops, and what it bears.</summary>
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSecretFiles();
        builder.AddListenAddresses();
        builder.AddServerLimits();
        builder.AddRequestLimits();
        builder.AddLogFormats();
        builder.Services.AddDrain(OpenFiles.FindMaxConnections());
        builder.Services.AddHealth();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
    }

    /// <summary>What the server tells of itself. After the silo, since some of it is added to that.</summary>
    public static void AddInsight(this WebApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder.AddOrleansDashboard();
    }

    /// <summary>Maps what the server tells of itself, and the page that it serves.</summary>
    public static void MapHosting(this WebApplication app)
    {
        app.MapHealth();
        app.MapTelemetry();
        app.MapOrleansDashboard();
        app.MapDashboard();
    }

    /// <summary>
    /// Runs until the process is asked to stop. Where the start fails half-way, or is asked to stop by then, what has started is stopped
    /// in order, so that a silo takes its leave of its cluster.
    /// </summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception)
        {
            // Asked now, since the stop that follows asks for one itself.
            var isAskedToStop = exception is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested;
            try
            {
                await app.StopAsync();
            }
            catch (Exception)
            {
                // What could not start may not stop well either; it is the first failure that matters.
            }

            if (isAskedToStop)
            {
                return;
            }

            if (app.Services.GetRequiredService<SchemaMigrator>().Explain(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }

        await app.WaitForShutdownAsync();
    }
}

namespace Metrics.Gateway.Hosting;

internal static class HostingExtensions
{
    private const string DefaultUrl = "http://localhost:8080";

    /// <summary>Where and how the server listens, logs and stops, what it bears, and what it tells of itself.</summary>
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.AddServerLimits();
        builder.AddRequestLimits();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddHostedService<Drain>();
        builder.Services.AddHealth();
        builder.Services.AddTelemetry();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
    }

    /// <summary>Maps what the server tells of itself.</summary>
    public static void MapHosting(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapTelemetry();
    }

    /// <summary>
    /// Runs until the process is asked to stop. Where the start fails half-way, what has started is stopped in order, so
    /// that a silo takes its leave of its cluster.
    /// </summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            try
            {
                await app.StopAsync();
            }
#pragma warning disable CA1031 // What could not start may not stop well either; it is the first failure that matters.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            throw;
        }

        await app.WaitForShutdownAsync();
    }
}

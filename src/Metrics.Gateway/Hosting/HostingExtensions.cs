namespace Metrics.Gateway.Hosting;

internal static class HostingExtensions
{
    private const string DefaultUrl = "http://localhost:8080";

    /// <summary>Where and how the server listens, logs and stops.</summary>
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.Limit();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.Services.AddHostedService<SchemaStartup>();
    }
}

using Metrics.Gateway.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Tells the person at the terminal where the service answers. The token is said only where the service made it up
/// itself; it stands in the fragment of the URL, which browsers never send. Where machines read the log, one line of it says
/// where the service answers, and nothing says the token.
/// </summary>
internal static partial class Announcement
{
    /// <exception cref="Metrics.Silo.StartupException">The credentials of the first start can be neither read nor made.</exception>
    public static void AnnounceOnStart(this WebApplication app)
    {
        var credentials = app.Services.GetService<Credentials>();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Announcement));
            foreach (var unknown in SettingNames.FindUnknown(app.Configuration))
            {
                Log.UnknownSetting(logger, unknown);
            }

            foreach (var organization in app.Services.GetRequiredService<ApiUserDirectory>().WithoutUsers)
            {
                Log.NoUsers(logger, organization.Name);
            }

            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
            var url = addresses?.FirstOrDefault() ?? "";
            if (LogFormats.IsJson(app.Configuration))
            {
                Write(logger, url, credentials);
            }
            else
            {
                Write(Console.Out, url, credentials);
            }
        });
    }

    private static void Write(TextWriter output, string url, Credentials? credentials)
    {
        output.WriteLine($"Metrics.Orleans serves {url}/v2 (interactive documentation: {url}/docs)");
        if (credentials is not null)
        {
            output.WriteLine($"Open {url}/#token={credentials.Token}");
            output.WriteLine($"Token: {credentials.Token} (kept with the secret key in {Path.GetFullPath(FirstStart.CredentialsFile)})");
        }

        output.WriteLine("Stop with Ctrl+C.");
    }

    private static void Write(ILogger logger, string url, Credentials? credentials)
    {
        Log.Started(logger, ServiceVersion.Text, url);
        if (credentials is not null)
        {
            Log.Credentials(logger, Path.GetFullPath(FirstStart.CredentialsFile));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(221, LogLevel.Information, "Metrics.Orleans {Version} serves {Url}.")]
        public static partial void Started(ILogger logger, string version, string url);

        [LoggerMessage(222, LogLevel.Information, "No organization is configured. The token of the administrator is in {File}.")]
        public static partial void Credentials(ILogger logger, string file);

        [LoggerMessage(223, LogLevel.Warning, "Nobody can call the API for the organization {Organization}: it has no ApiUsers.")]
        public static partial void NoUsers(ILogger logger, string organization);

        [LoggerMessage(224, LogLevel.Warning, "{What}")]
        public static partial void UnknownSetting(ILogger logger, string what);
    }
}

using Metrics.Gateway.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// Tells the person at the terminal where the service answers. The token is said only where the service made it up
/// itself; it stands in the fragment of the URL, which browsers never send.
/// </summary>
internal static class Announcement
{
    public static void AnnounceOnStart(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        var url = addresses?.FirstOrDefault() ?? "";
        var output = Console.Out;
        output.WriteLine($"Metrics.Orleans serves {url}/v2 (interactive documentation: {url}/docs)");
        if (app.Services.GetService<Credentials>() is { } credentials)
        {
            output.WriteLine($"Open {url}/#token={credentials.Token}");
            output.WriteLine($"Token: {credentials.Token} (kept with the secret key in {Path.GetFullPath(FirstStart.CredentialsFile)})");
        }

        output.WriteLine("Stop with Ctrl+C.");
    });
}

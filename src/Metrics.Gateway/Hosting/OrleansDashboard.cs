using System.Text;
using Metrics.Gateway.Security;
using Metrics.Silo;
using Microsoft.Net.Http.Headers;
using Orleans.Dashboard;

namespace Metrics.Gateway.Hosting;

/// <summary>Whether Orleans' own dashboard is served.</summary>
internal sealed class OrleansDashboardOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "OrleansDashboard";

    /// <summary>
    /// Whether <c>/orleans</c> shows the grains and silos of the cluster to administrators. It measures each call of a grain, which
    /// costs time. Default: false.
    /// </summary>
    public bool Enabled { get; set; }
}

/// <summary>
/// Orleans' own dashboard at <c>/orleans</c>, for administrators. A browser cannot send a token by itself, but asks for a name and
/// a password: here, and nowhere else, the access id and the token of a user are taken as these (HTTP Basic).
/// </summary>
internal static class OrleansDashboard
{
    private const string Prefix = "/orleans";
    private const string Basic = "Basic ";

    public static void AddOrleansDashboard(this WebApplicationBuilder builder)
    {
        if (builder.AddValidOptions<OrleansDashboardOptions>(OrleansDashboardOptions.Section).Enabled)
        {
            builder.UseOrleans(silo => silo.AddDashboard());
        }
    }

    /// <summary>Turns the password that a browser sends into the token that it is.</summary>
    public static void UseOrleansDashboard(this WebApplication app)
    {
        if (IsEnabled(app))
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase), branch => branch.Use(AuthenticateAsync));
        }
    }

    public static void MapOrleansDashboard(this WebApplication app)
    {
        if (IsEnabled(app))
        {
            app.MapOrleansDashboard(Prefix).RequireRole(Role.Administrator, "accessed");
        }
    }

    private static bool IsEnabled(WebApplication app) =>
        app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<OrleansDashboardOptions>>().Value.Enabled;

    private static Task AuthenticateAsync(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && PasswordOf(header[Basic.Length..]) is { } token)
        {
            context.Request.Headers.Authorization = $"Bearer {token}";
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
            {
                context.Response.Headers.Append(HeaderNames.WWWAuthenticate, Basic + ApiUserMiddleware.Realm);
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>What stands behind the first colon, or null where that is not there.</summary>
    private static string? PasswordOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials.Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}

using Microsoft.AspNetCore.Http.HttpResults;

namespace Metrics.Gateway.Hosting;

/// <summary>
/// The dashboard at <c>/</c>: the files that its build has left in the web root, as they were when the service started. Where
/// one is on the page stands in the fragment of the address, so no other path leads to it and none can hide a route.
/// </summary>
internal static class DashboardPage
{
    /// <summary>
    /// Scripts, data and pictures from this server alone; pictures also from what the page itself has drawn. Styles within the
    /// page are allowed, for the components write theirs there; scripts within the page are not.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string IndexFile = "index.html";

    private const string NotBuilt = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Metrics.Orleans</title></head>
        <body>
        <h1>Metrics.Orleans</h1>
        <p>The service is running, but its dashboard was not built. To get it, install Node.js 20.19 or later with npm,
        run <code>dotnet build src/Metrics.Gateway</code>, and start the service again.</p>
        <p>Everything else works without it: the API has an <a href="docs">interactive page</a>.</p>
        </body>
        </html>

        """;

    /// <summary>Maps the page and its files. They need no token: they hold nothing but the program.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        var files = PageFile.ReadAll(app.Environment.WebRootFileProvider).ToDictionary(file => file.Path);
        app.MapPageRoute("/", files.TryGetValue(IndexFile, out var index) ? index.Send : SendNotBuilt);
        foreach (var file in files.Values)
        {
            app.MapPageRoute(file.Path, file.Send);
        }
    }

    private static void MapPageRoute(this WebApplication app, string path, Func<HttpContext, IResult> send) =>
        app.MapGet(path, (HttpContext context) => Guarded(context, send)).ExcludeFromDescription();

    private static IResult Guarded(HttpContext context, Func<HttpContext, IResult> send)
    {
        if (context.Request.PathBase.HasValue)
        {
            // Only the API is to be found under its alternative prefix.
            return TypedResults.NotFound();
        }

        PageHeaders.Set(context.Response, ContentSecurityPolicy);
        return send(context);
    }

    private static ContentHttpResult SendNotBuilt(HttpContext context)
    {
        context.Response.Headers.CacheControl = PageFile.AskEachTime;
        return TypedResults.Text(NotBuilt, "text/html", System.Text.Encoding.UTF8);
    }
}

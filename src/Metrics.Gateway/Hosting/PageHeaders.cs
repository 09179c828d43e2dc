namespace Metrics.Gateway.Hosting;

/// <summary>What browsers are told of pages into which people put their tokens.</summary>
internal static class PageHeaders
{
    /// <param name="response">The page, or a file of it.</param>
    /// <param name="contentSecurityPolicy">What the page may load, run and call.</param>
    public static void Set(HttpResponse response, string contentSecurityPolicy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}

namespace Metrics.Gateway.Hosting;

/// <summary>HEAD is answered wherever GET is, and as GET is, but for the body, which the server leaves out by itself.</summary>
internal static class HeadRequests
{
    /// <summary>To be used before the path base, which looks for routes, and after authentication, since a signature is of the method as it was sent.</summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use((HttpContext context, RequestDelegate next) =>
        HttpMethods.IsHead(context.Request.Method) ? ServeAsync(context, next) : next(context));

    private static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            // For those who log and measure what was sent.
            context.Request.Method = HttpMethods.Head;
        }
    }
}

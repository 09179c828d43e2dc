using System.Net;
using Metrics.Gateway.V2;
using Microsoft.Net.Http.Headers;

namespace Metrics.Gateway.Hosting;

/// <summary>Failures have the envelope, wherever they come from.</summary>
internal static class FailureEnvelopes
{
    /// <summary>Exceptions become what <see cref="FailureHandler"/> makes of them, or, where the answer has begun, its visible end.</summary>
    public static void UseFailureEnvelopes(this IApplicationBuilder app)
    {
        app.UseWhen(context => HttpProtocol.IsHttp10(context.Request.Protocol), old => old.Use(BreakOffAsync));
        app.UseExceptionHandler(_ => { });
    }

    /// <summary>
    /// Answers of ASP.NET itself, such as 404 and 405 of the router, get a body. Endpoints that see to theirs themselves are spared what it
    /// takes to look.
    /// </summary>
    public static void UseEnvelopesOfRouter(this IApplicationBuilder app) => app.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<WritesOwnBodies>() is null,
        others => others.UseStatusCodePages(pages => WriteAsync(pages.HttpContext)));

    /// <summary>
    /// An answer that cannot go on has its connection reset. Over HTTP/1.1 its missing end shows, but HTTP/1.0, which some proxies speak, knows no
    /// other end than that of the connection, and would take what came for all.
    /// </summary>
    private static async Task BreakOffAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch when (context.Response.HasStarted)
        {
            context.Abort();
            throw;
        }
    }

    private static Task WriteAsync(HttpContext context)
    {
        var status = (HttpStatusCode)context.Response.StatusCode;
        var headers = context.Response.Headers;
        if (headers.GetCommaSeparatedValues(HeaderNames.Allow) is var allowed && allowed.Contains(HttpMethods.Get))
        {
            // The router does not know that HEAD is answered wherever GET is.
            headers.Allow = string.Join(", ", allowed.Union([HttpMethods.Head]).Order(StringComparer.Ordinal));
        }

        return Envelope.WriteFailureAsync(context, status, status switch
        {
            HttpStatusCode.NotFound => ApiMessages.NotFound,
            HttpStatusCode.MethodNotAllowed => $"The method {context.Request.Method} is not allowed here, please use one of: {headers.Allow}",
            _ => ApiMessages.Malformed(status.ToString()),
        });
    }
}

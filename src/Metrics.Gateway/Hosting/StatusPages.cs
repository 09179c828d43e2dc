using System.Net;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Hosting;

/// <summary>Answers of ASP.NET itself that have no body, such as 404 and 405 of the router, get the envelope too.</summary>
internal static class StatusPages
{
    public static void UseEnvelopeStatusPages(this IApplicationBuilder app) => app.UseStatusCodePages(pages =>
    {
        var context = pages.HttpContext;
        var status = (HttpStatusCode)context.Response.StatusCode;
        return Envelope.WriteFailureAsync(context, status, status switch
        {
            HttpStatusCode.NotFound => ApiMessages.NotFound,
            HttpStatusCode.MethodNotAllowed => $"The method {context.Request.Method} is not allowed here, please use one of: {context.Response.Headers.Allow}",
            _ => ApiMessages.Malformed(status.ToString()),
        });
    });
}

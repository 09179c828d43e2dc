using Metrics.Gateway.Security;
using Metrics.Silo.Clustering;

namespace Metrics.Gateway.Hosting;

/// <summary>Requests to a process that stood still.</summary>
internal static class Standstill
{
    /// <summary>Lets no request through to the API before it is certain that this process still speaks for the cluster.</summary>
    public static void UseStandstillGuard(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<StandstillGuard>() is not { } guard)
        {
            // On SQLite: while this process is stopped, nobody else can have its file.
            return;
        }

        app.Use((HttpContext context, RequestDelegate next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredRole>() is null)
            {
                return next(context);
            }

            var ensured = guard.EnsureMemberAsync();
            return ensured.IsCompletedSuccessfully ? next(context) : GoOnAsync(ensured, next, context);
        });
    }

    private static async Task GoOnAsync(Task ensured, RequestDelegate next, HttpContext context)
    {
        await ensured;
        await next(context);
    }
}

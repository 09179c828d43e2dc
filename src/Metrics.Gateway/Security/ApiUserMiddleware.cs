using System.Net;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Security;

/// <summary>Lets requests through to an endpoint where their user may call it.</summary>
internal static class ApiUserMiddleware
{
    /// <summary>What the users are users of, as each challenge names it.</summary>
    public const string Realm = "realm=\"Metrics.Orleans\"";

    private const string Challenge = $"TC {Realm}, TC-Token {Realm}, Bearer {Realm}";

    /// <summary>Finds out who calls. What follows asks <see cref="ApiUser.Of"/>.</summary>
    public static void UseApiUsers(this IApplicationBuilder app)
    {
        var authentication = app.ApplicationServices.GetRequiredService<ApiUserAuthentication>();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            if (authentication.Authenticate(context, out var failure) is { } user)
            {
                context.User = user.Principal;
            }
            else if (failure is not null)
            {
                context.Features.Set(new FailedProof(failure));
            }

            return next(context);
        });
    }

    /// <summary>Answers 401 where an endpoint asks for a role and nobody proved who they are, and 403 where the role does not suffice.</summary>
    public static void UseRoles(this IApplicationBuilder app) => app.Use((HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequiredRole>() is not { } required ? next(context)
        : ApiUser.Of(context) is not { } user ? ChallengeAsync(context)
        : user.Role >= required.Role ? next(context)
        : Envelope.WriteFailureAsync(context, HttpStatusCode.Forbidden, ApiMessages.RoleTooSmall(required.Subject, required.Action)));

    private static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = Challenge;
        return Envelope.WriteFailureAsync(context, HttpStatusCode.Unauthorized, context.Features.Get<FailedProof>()?.Message ?? ApiMessages.AccessDenied);
    }

    /// <summary>What is wrong with the proof that a request brought.</summary>
    private sealed record FailedProof(string Message);
}

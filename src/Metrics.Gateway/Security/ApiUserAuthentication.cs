using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Metrics.Gateway.Security;

/// <summary>
/// Finds out who calls: <c>Authorization: TC id:signature</c> with <c>Timestamp</c>, <c>TC-Token token</c> or
/// <c>Bearer token</c>. It runs before anything else looks at the request, so a 401 never follows an applied write.
/// </summary>
internal sealed class ApiUserAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggerFactory,
    UrlEncoder encoder,
    ApiUserDirectory users,
    TimeProvider time) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggerFactory, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiUser";

    /// <summary>How far a client's clock may be off; the vendor's limit.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private static readonly byte[] NobodysSecret = new byte[32];

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        var (kind, credentials) = blank < 0 ? (header, "") : (header[..blank], header[(blank + 1)..].Trim());
        return Task.FromResult(kind.ToUpperInvariant() switch
        {
            "TC" => AuthenticateSignature(credentials),
            "TC-TOKEN" or "BEARER" => users.TryGetTokenHolder(credentials, out var user) ? Success(user) : Fail(ApiMessages.AccessDenied),
            _ => AuthenticateResult.NoResult(),
        });
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        Response.Headers.WWWAuthenticate = """TC realm="Metrics.Orleans", TC-Token realm="Metrics.Orleans", Bearer realm="Metrics.Orleans" """.TrimEnd();
        await Envelope.WriteFailureAsync(Context, HttpStatusCode.Unauthorized, failure?.Message ?? ApiMessages.AccessDenied);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var required = Context.GetEndpoint()!.Metadata.GetRequiredMetadata<RequiredRole>();
        return Envelope.WriteFailureAsync(Context, HttpStatusCode.Forbidden, ApiMessages.RoleTooSmall(required.Subject, required.Action));
    }

    private AuthenticateResult AuthenticateSignature(string credentials)
    {
        var timestamp = Request.Headers["Timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return Fail(ApiMessages.InvalidTimestamp);
        }

        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > MaxSkew.TotalSeconds)
        {
            return Fail(ApiMessages.TimestampOutOfRange);
        }

        // The signature is base64 and has no colon; the id has none either.
        var colon = credentials.LastIndexOf(':');
        if (colon < 0)
        {
            return Fail(ApiMessages.AccessDenied);
        }

        // An unknown id is checked like a known one: neither the answer nor the time it takes tells which ids exist.
        var known = users.TryGetSigner(credentials[..colon], out var user, out var secret);
        var target = Context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return HmacSignature.Verify(secret ?? NobodysSecret, target, Request.Method, timestamp, credentials[(colon + 1)..]) && known
            ? Success(user!)
            : Fail(ApiMessages.WrongSignature);
    }

    private static AuthenticateResult Success(ApiUser user) => AuthenticateResult.Success(new AuthenticationTicket(user.Principal, SchemeName));

    private static AuthenticateResult Fail(string message) => AuthenticateResult.Fail(message);
}

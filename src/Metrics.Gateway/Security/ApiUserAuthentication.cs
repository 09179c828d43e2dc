using System.Globalization;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.Http.Features;

namespace Metrics.Gateway.Security;

/// <summary>
/// Finds out who calls: <c>Authorization: TC id:signature</c> with <c>Timestamp</c>, <c>TC-Token token</c> or
/// <c>Bearer token</c>. It runs before anything else looks at the request, so a 401 never follows an applied write.
/// </summary>
/// <remarks>
/// Without the authentication of ASP.NET, whose schemes, handlers and policies took a fifth of the processor time and a third of the
/// memory of a request, to do the same.
/// </remarks>
internal sealed class ApiUserAuthentication(ApiUserDirectory users, TimeProvider time)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "ApiUser";

    /// <summary>How far a client's clock may be off; the vendor's limit.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private static readonly byte[] NobodysSecret = new byte[32];

    /// <summary>The user who sent the request; null where nobody proved who they are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="failure">What is wrong with the proof; null where there is none.</param>
    public ApiUser? Authenticate(HttpContext context, out string? failure)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        var kind = blank < 0 ? header : header.AsSpan(0, blank);
        var credentials = blank < 0 ? "" : header.AsSpan(blank + 1).Trim();
        failure = null;
        if (Is(kind, "TC"))
        {
            return AuthenticateSignature(context, credentials.ToString(), out failure);
        }

        if (!Is(kind, "TC-Token") && !Is(kind, "Bearer"))
        {
            return null;
        }

        failure = users.TryGetTokenHolder(credentials, out var user) ? null : ApiMessages.AccessDenied;
        return user;
    }

    private ApiUser? AuthenticateSignature(HttpContext context, string credentials, out string? failure)
    {
        var timestamp = context.Request.Headers["Timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            failure = ApiMessages.InvalidTimestamp;
            return null;
        }

        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > MaxSkew.TotalSeconds)
        {
            failure = ApiMessages.TimestampOutOfRange;
            return null;
        }

        // The signature is base64 and has no colon; the id has none either.
        var colon = credentials.LastIndexOf(':');
        if (colon < 0)
        {
            failure = ApiMessages.AccessDenied;
            return null;
        }

        // An unknown id is checked like a known one: neither the answer nor the time it takes tells which ids exist.
        var known = users.TryGetSigner(credentials[..colon], out var user, out var secret);
        var target = PathAndQueryOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var isRight = HmacSignature.Verify(secret ?? NobodysSecret, target, context.Request.Method, timestamp, credentials[(colon + 1)..]) && known;
        failure = isRight ? null : ApiMessages.WrongSignature;
        return isRight ? user : null;
    }

    /// <summary>
    /// Path and query as they came on the wire: a client that takes the service for a proxy sends the whole URL, but signs no more than these.
    /// </summary>
    private static string PathAndQueryOf(string target)
    {
        const string authorityMark = "://";
        var authority = target.StartsWith('/') ? -1 : target.IndexOf(authorityMark, StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.IndexOf('/', authority + authorityMark.Length);
        return path < 0 ? target : target[path..];
    }

    private static bool Is(ReadOnlySpan<char> kind, string name) => kind.Equals(name, StringComparison.OrdinalIgnoreCase);
}

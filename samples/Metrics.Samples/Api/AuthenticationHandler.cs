using System.Globalization;
using System.Net.Http.Headers;

namespace Metrics.Samples.Api;

/// <summary>Puts the Authorization header on every request: a fresh signature, or else the bearer token.</summary>
internal sealed class AuthenticationHandler(ApiCredentials credentials, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (credentials is { AccessId: { } accessId, SecretKey: { } secretKey })
        {
            var timestamp = time.GetUtcNow().ToUnixTimeSeconds();

            // PathAndQuery is what the sockets handler writes into the request line: signing anything decoded fails.
            var signature = RequestSigner.Sign(
                secretKey, request.RequestUri!.PathAndQuery, request.Method.Method, timestamp);
            request.Headers.Authorization = new AuthenticationHeaderValue("TC", $"{accessId}:{signature}");
            request.Headers.Add("Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credentials.Token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}

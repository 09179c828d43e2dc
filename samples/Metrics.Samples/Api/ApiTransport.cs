using System.Net;
using System.Net.Http.Headers;

namespace Metrics.Samples.Api;

/// <summary>Sends a request once and tells apart what was refused, what never left, and what nobody can know.</summary>
/// <remarks>
/// No request is repeated, here or below: adding a point twice doubles a sum, and the sockets handler itself repeats
/// only what has no body or was not begun to be sent. (A server takes an <c>Idempotency-Key</c> for clients that retry.)
/// </remarks>
internal sealed class ApiTransport : IDisposable
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private readonly HttpClient _http;

    /// <param name="server">The server's address; a path such as /api is kept.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="connections">The most connections to have open.</param>
    /// <param name="time">The clock of the signatures.</param>
    public ApiTransport(Uri server, ApiCredentials credentials, int connections, TimeProvider time)
    {
        // A redirected request would carry the signature of another path, so it is shown and not followed.
        var sockets = new SocketsHttpHandler { MaxConnectionsPerServer = connections, AllowAutoRedirect = false };
        _http = new HttpClient(new AuthenticationHandler(credentials, time) { InnerHandler = sockets })
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/"),
        };
    }

    /// <summary>Sends one request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the server's address, percent-encoded.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="expected">A status besides the 2xx that is an answer and not a failure.</param>
    /// <exception cref="SampleException">Any other status, or no answer.</exception>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, byte[]? body, HttpStatusCode? expected = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = JsonType } };
        }

        var answer = await ExchangeAsync(request, $"{method} {_http.BaseAddress}{path}");
        return (int)answer.Status is >= 200 and < 300 || answer.Status == expected
            ? answer
            : throw new SampleException(answer.ToString());
    }

    private async Task<ApiAnswer> ExchangeAsync(HttpRequestMessage request, string asked)
    {
        try
        {
            using var response = await _http.SendAsync(request);
            return new ApiAnswer(asked, response.StatusCode, await response.Content.ReadAsByteArrayAsync());
        }
        catch (HttpRequestException e) when (e.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new SampleException($"{asked} was not sent: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or TaskCanceledException)
        {
            throw new SampleException($"{asked} got no answer, whether it was applied is unknown: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

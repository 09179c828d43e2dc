using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Metrics.Client;

/// <summary>How an API user proves who it is: by a token, or by signing each request.</summary>
/// <remarks>A class and not a record, so that no <see cref="object.ToString"/> prints a secret.</remarks>
public abstract class MetricsCredentials
{
    private MetricsCredentials()
    {
    }

    /// <summary>A token, sent as <c>Authorization: Bearer</c>.</summary>
    /// <exception cref="ArgumentException">It has a line break or a zero byte, as what was read from a file often has at its end: no header may.</exception>
    public static MetricsCredentials Token(string token) => MayBeSent(token)
        ? new TokenCredentials(token)
        : throw new ArgumentException("A token has no line break and no zero byte.", nameof(token));

    /// <summary>An access id and the secret key that signs requests; the key itself is never sent.</summary>
    /// <exception cref="ArgumentException">
    /// The access id is one that no header may have, as a token may be; or the key ends in a line break, as what was read from a file often does:
    /// it would sign as another key.
    /// </exception>
    public static MetricsCredentials Signature(string accessId, string secretKey) =>
        !MayBeSent(accessId) ? throw new ArgumentException("An access id has no line break and no zero byte.", nameof(accessId))
        : secretKey is [.., '\r' or '\n'] ? throw new ArgumentException("A secret key does not end in a line break.", nameof(secretKey))
        : new SigningCredentials(accessId, secretKey);

    /// <summary>The <c>credentials.json</c> that the service writes on its first start.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="FormatException">It holds neither <c>accessId</c> with <c>secretKey</c> nor <c>token</c>.</exception>
    public static MetricsCredentials FromFile(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            string? Text(string member) => json.RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;
            return (Text("accessId"), Text("secretKey"), Text("token")) switch
            {
                ({ } accessId, { } secretKey, _) => Signature(accessId, secretKey),
                (_, _, { } token) => Token(token),
                _ => throw new FormatException($"{path} holds neither accessId with secretKey nor token."),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException { ParamName: "token" or "accessId" or "secretKey" })
        {
            throw new FormatException($"{path} does not hold credentials: {exception.Message}", exception);
        }
    }

    /// <summary>Puts the proof on a request.</summary>
    /// <param name="request">The request, with its absolute address.</param>
    /// <param name="now">When it is sent.</param>
    internal abstract void Authorize(HttpRequestMessage request, DateTimeOffset now);

    /// <summary>Whether a header may have this.</summary>
    private static bool MayBeSent(string text) => text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0;

    private sealed class TokenCredentials(string token) : MetricsCredentials
    {
        internal override void Authorize(HttpRequestMessage request, DateTimeOffset now) =>
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private sealed class SigningCredentials(string accessId, string secretKey) : MetricsCredentials
    {
        private readonly byte[] _key = Encoding.UTF8.GetBytes(secretKey);

        internal override void Authorize(HttpRequestMessage request, DateTimeOffset now)
        {
            // PathAndQuery is what goes into the request line: the service verifies those bytes, and nothing decoded.
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var text = $"{request.RequestUri!.PathAndQuery}:{request.Method.Method}:{timestamp}";
            var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
            request.Headers.Authorization = new AuthenticationHeaderValue("TC", $"{accessId}:{signature}");
            request.Headers.Add("Timestamp", timestamp);
        }
    }
}

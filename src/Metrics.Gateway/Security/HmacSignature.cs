using System.Security.Cryptography;
using System.Text;

namespace Metrics.Gateway.Security;

/// <summary>
/// The vendor's request signature: base64 of HMAC-SHA256, with the secret key, over
/// <c>&lt;raw path and query&gt;:&lt;METHOD&gt;:&lt;timestamp&gt;</c>. The body is not signed.
/// </summary>
internal static class HmacSignature
{
    /// <summary>Whether the signature is that of the request, compared in constant time.</summary>
    /// <param name="secret">The UTF-8 bytes of the secret key.</param>
    /// <param name="target">Path and query as they came on the wire, with every escape and slash.</param>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="timestamp">The header <c>Timestamp</c> as it came.</param>
    /// <param name="signature">The base64 text that the client sent.</param>
    public static bool Verify(byte[] secret, string target, string method, string timestamp, string signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{target}:{method}:{timestamp}"), expected);

        Span<byte> sent = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(signature, sent, out var length)
            && CryptographicOperations.FixedTimeEquals(expected, sent[..length]);
    }
}

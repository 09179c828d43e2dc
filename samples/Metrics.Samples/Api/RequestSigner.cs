using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Metrics.Samples.Api;

/// <summary>The signature of a request, as ThreatConnect's API defines it.</summary>
internal static class RequestSigner
{
    /// <summary>Signs one request.</summary>
    /// <param name="secretKey">The API user's secret.</param>
    /// <param name="pathAndQuery">
    /// The request target exactly as it goes over the wire, percent-encoded: the server verifies those bytes.
    /// </param>
    /// <param name="method">GET, POST, ...</param>
    /// <param name="timestamp">Unix seconds, the same as in the Timestamp header.</param>
    /// <returns>Base64 of HMAC-SHA256.</returns>
    public static string Sign(string secretKey, string pathAndQuery, string method, long timestamp)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{pathAndQuery}:{method}:{timestamp}");
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes(text)));
    }
}

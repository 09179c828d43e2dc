using System.Security.Cryptography;
using System.Text;

namespace Metrics.Tests.Support;

/// <summary>Signs as the vendor's clients do, in words of its own: a mistake of the server is not made here too.</summary>
internal static class RequestSignature
{
    /// <summary>The headers of a request that <see cref="TestUsers.SigningId"/> signs.</summary>
    public static string[] Headers(string method, string target, long timestamp) => Headers(Sign(method, target, timestamp), timestamp);

    /// <summary>The headers of a request with this signature.</summary>
    public static string[] Headers(string signature, long timestamp) =>
        [$"Authorization: TC {TestUsers.SigningId}:{signature}", $"Timestamp: {timestamp}", "Content-Type: application/json"];

    /// <summary>The signature over the request target as it goes over the wire.</summary>
    public static string Sign(string method, string target, long timestamp) => Convert.ToBase64String(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(TestUsers.SigningSecret), Encoding.UTF8.GetBytes($"{target}:{method}:{timestamp}")));
}

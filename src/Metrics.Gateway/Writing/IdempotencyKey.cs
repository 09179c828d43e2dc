using System.Security.Cryptography;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>The header <c>Idempotency-Key</c>: within a day, requests of one key to one metric count once.</summary>
/// <param name="Text">The key, 1 to 255 characters.</param>
/// <param name="BodyHash">SHA-256 of the body, in base64: the same key with another body is a mistake of the client's.</param>
internal sealed record IdempotencyKey(string Text, string BodyHash)
{
    private const string Header = "Idempotency-Key";

    /// <summary>The key of a request whose body is here; null where it has none.</summary>
    public static IdempotencyKey? Of(string? text, ReadOnlySpan<byte> body) =>
        text is null ? null : new IdempotencyKey(text, Convert.ToBase64String(SHA256.HashData(body)));

    /// <summary>The key of a request whose body has passed through the digest; null where it has none.</summary>
    public static IdempotencyKey? Of(string? text, IncrementalHash? body) =>
        text is not null && body is not null ? new IdempotencyKey(text, Convert.ToBase64String(body.GetHashAndReset())) : null;

    /// <summary>What the header says; null where it is not there.</summary>
    /// <exception cref="ApiFailure">400: it is too long, empty, or there twice.</exception>
    public static string? TextOf(HttpRequest request) =>
        !request.Headers.TryGetValue(Header, out var values) ? null
        : values is [{ } text] && Silo.Model.Text.IsKey(text) ? text
        : throw ApiFailure.Malformed($"the header {Header} must be there once, with 1 to {Silo.Model.Text.MaxKeyLength} characters");
}

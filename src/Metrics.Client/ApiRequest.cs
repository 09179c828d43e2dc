using System.Net.Http.Headers;

namespace Metrics.Client;

/// <summary>A request, from which each attempt is made anew.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below the server's address, percent-encoded.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    private const string IdempotencyHeader = "Idempotency-Key";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>JSON, or null.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Under this the service counts the request once, however often it comes; null where it needs no such help.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether a 404 of the API is an answer and not a failure.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>Whether a 404 after an attempt that may have taken effect says that it has: what was to be gone is gone.</summary>
    public bool IsDoneWhenGone { get; init; }

    /// <summary>A key for a new request: random, so that no two requests ever share one.</summary>
    public static string NewIdempotencyKey() => Guid.CreateVersion7().ToString();

    /// <summary>The message of one attempt.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Path);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } };
        }
        else if (Method == HttpMethod.Delete)
        {
            // .NET repeats a request without a content by itself when its connection ends before the answer, and tells nobody: the one that
            // follows would find the metric gone, and its 404 would look like the first answer.
            message.Content = new ByteArrayContent([]);
        }

        if (IdempotencyKey is { } key)
        {
            message.Headers.Add(IdempotencyHeader, key);
        }

        return message;
    }
}

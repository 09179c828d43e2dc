using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Metrics.Gateway.V2;

/// <summary>Reads JSON from the body of a request, and says in our words what is wrong with it.</summary>
internal static class JsonBody
{
    /// <summary>What a body can be read as, once all of it is there.</summary>
    public delegate T Parser<out T>(ReadOnlySpan<byte> utf8);

    /// <summary>The body as an object of this type.</summary>
    /// <exception cref="ApiFailure">It is not JSON of that shape (400), or does not claim to be (415).</exception>
    public static ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> json)
        where T : class => ReadAsync(request, utf8 => JsonSerializer.Deserialize(utf8, json) ?? throw ApiFailure.Malformed("the body must be a JSON object"));

    /// <summary>The body as the parser understands it.</summary>
    /// <exception cref="ApiFailure">It is not JSON (400), or does not claim to be (415).</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, Parser<T> parse)
    {
        RequireJson(request);
        var body = await ReadToEndAsync(request.BodyReader, request.HttpContext.RequestAborted);
        try
        {
            return Parse(body, parse);
        }
        catch (JsonException exception)
        {
            throw ApiFailure.Malformed(Describe(exception));
        }
        catch (InvalidOperationException)
        {
            // What the reader throws where an escape or a byte sequence is no Unicode text.
            throw ApiFailure.Malformed("the body holds text that is not valid Unicode");
        }
        finally
        {
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    /// <summary>No Content-Type is taken for JSON, since old clients send none.</summary>
    private static void RequireJson(HttpRequest request)
    {
        if (request.ContentType is { Length: > 0 } contentType
            && !(MediaTypeHeaderValue.TryParse(contentType, out var mediaType) && IsJson(mediaType)))
        {
            throw ApiFailure.ContentType(contentType, Envelope.ContentType);
        }

        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiFailure.ContentEncoding(encoding!, "the body as it is");
        }
    }

    private static bool IsJson(MediaTypeHeaderValue mediaType) =>
        mediaType.MediaType.Equals(Envelope.ContentType, StringComparison.OrdinalIgnoreCase)
        || mediaType.MediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase)
        || mediaType.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The server's limit on the size of a body bounds what gathers here.</summary>
    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static T Parse<T>(in ReadOnlySequence<byte> body, Parser<T> parse)
    {
        if (body.IsSingleSegment)
        {
            return parse(WithoutByteOrderMark(body.FirstSpan));
        }

        var length = checked((int)body.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            return parse(WithoutByteOrderMark(rented.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8["\uFEFF"u8.Length..] : utf8;

    /// <summary>Where the reader stumbled. Its own message would speak of our types.</summary>
    private static string Describe(JsonException exception) => exception switch
    {
        { Path: { Length: > 2 } path } when path.StartsWith("$.", StringComparison.Ordinal) => $"the member '{path[2..]}' is not of the expected type, or is there twice",
        { Path: "$", InnerException: null } => "the body must be a JSON object",
        { LineNumber: { } line, BytePositionInLine: { } position } => $"the body is not valid JSON at line {line + 1}, byte {position + 1}",
        _ => "the body is not valid JSON",
    };
}

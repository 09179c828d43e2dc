using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Metrics.Gateway.V2;

/// <summary>Reads JSON from the body of a request, and says in our words what is wrong with it.</summary>
internal static class JsonBody
{
    private const string NotUnicode = "the body holds text that is not valid Unicode";

    /// <summary>The mark that some editors put before UTF-8.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>What a body can be read as, once all of it is there.</summary>
    public delegate T Parser<out T>(ReadOnlySpan<byte> utf8);

    /// <summary>The body as an object of this type.</summary>
    /// <exception cref="ApiFailure">It is not JSON of that shape (400), or does not claim to be (415).</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> json)
        where T : class
    {
        await using var body = RequestBody.OpenJson(request);
        return await ReadAsync(body, utf8 => Deserialize(utf8, json));
    }

    /// <summary>The body as the parser understands it.</summary>
    /// <exception cref="ApiFailure">400: it is not JSON.</exception>
    public static async ValueTask<T> ReadAsync<T>(RequestBody body, Parser<T> parse)
    {
        var utf8 = await ReadToEndAsync(body);
        try
        {
            return Parse(utf8, parse);
        }
        catch (Exception exception) when (Describe(exception) is { } why)
        {
            throw ApiFailure.Malformed(why);
        }
        finally
        {
            body.AdvanceTo(utf8.End, utf8.End);
        }
    }

    /// <summary>What is wrong with the JSON that made a reader throw this; null for any other exception. The reader's own message would speak of our types.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="linesBefore">How many lines there are before what was read.</param>
    public static string? Describe(Exception exception, long linesBefore = 0) => exception switch
    {
        // The serializer has the reader's complaint inside its own, under the member where the reader stood.
        JsonException { InnerException: JsonException syntax } => Describe(syntax, linesBefore),
        JsonException { Path: { Length: > 2 } path } when path.StartsWith("$.", StringComparison.Ordinal) =>
            $"the member '{path[2..]}' is not of the expected type, or is there twice",
        JsonException { Path: "$", InnerException: null } => "the body must be a JSON object",
        JsonException { LineNumber: { } line, BytePositionInLine: { } position } =>
            $"the body is not valid JSON at line {linesBefore + line + 1}, byte {position + 1}",
        JsonException => "the body is not valid JSON",

        // What the reader throws where an escape or a byte sequence is no Unicode text.
        InvalidOperationException => NotUnicode,
        _ => null,
    };

    /// <summary>Without the <see cref="ByteOrderMark"/>.</summary>
    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>Looks for another encoding first: the serializer would say that the member with the first such byte has the wrong type.</summary>
    private static T Deserialize<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> json)
        where T : class => !Utf8.IsValid(utf8) ? throw ApiFailure.Malformed(NotUnicode)
        : JsonSerializer.Deserialize(utf8, json) ?? throw ApiFailure.Malformed("the body must be a JSON object");

    /// <summary>The limit on the size of a body bounds what gathers here.</summary>
    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(RequestBody body)
    {
        while (true)
        {
            var result = await body.ReadAsync();
            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
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
}

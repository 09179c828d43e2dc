using System.Text.Json;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Reading;

/// <summary>
/// Writes <c>{"status":"Success","data":{"resultCount":2,"...":[...]}}</c> while its items are read, so that an answer of any
/// length takes no more memory than a short one.
/// </summary>
internal static class JsonAnswer
{
    /// <summary>How many bytes are gathered before they are sent.</summary>
    private const int FlushSize = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = V2JsonContext.Default.Options.Encoder, SkipValidation = true };

    /// <summary>Writes the answer.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="name">The name of the array.</param>
    /// <param name="resultCount">How many items there are in all, or null to leave it out.</param>
    /// <param name="items">The items to write.</param>
    /// <param name="write">Writes one of them.</param>
    public static async Task WriteAsync<T>(
        HttpResponse response, string name, long? resultCount, IAsyncEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        response.ContentType = Envelope.ContentType;
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteString("status"u8, Envelope.SuccessStatus);
        json.WriteStartObject("data"u8);
        if (resultCount is { } count)
        {
            json.WriteNumber("resultCount"u8, count);
        }

        json.WriteStartArray(name);
        long sent = 0;
        await foreach (var item in items)
        {
            write(json, item);
            if (json.BytesCommitted + json.BytesPending - sent > FlushSize)
            {
                json.Flush();
                await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
                sent = json.BytesCommitted;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    /// <summary>Writes a value as the API writes numbers.</summary>
    public static void WriteValue(this Utf8JsonWriter json, decimal value)
    {
        Span<byte> utf8 = stackalloc byte[ExactDecimal.MaxFormattedLength];
        json.WriteRawValue(utf8[..ExactDecimal.Format(value, utf8)], skipInputValidation: true);
    }
}

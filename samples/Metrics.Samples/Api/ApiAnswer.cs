using System.Net;
using System.Text;
using System.Text.Json;

namespace Metrics.Samples.Api;

/// <summary>What the server answered.</summary>
internal sealed record ApiAnswer(string Request, HttpStatusCode Status, byte[] Body)
{
    /// <summary>Reads a value out of the JSON body.</summary>
    public T Read<T>(Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SampleException($"{this}, which is not what the API promises: {e.Message}", e);
        }
    }

    /// <summary>The status with the server's own message, or the start of a body that is not the API's.</summary>
    public override string ToString() => $"{Request} was answered with {(int)Status} {Status}: {Message()}";

    private string Message()
    {
        try
        {
            using var json = JsonDocument.Parse(Body);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String)
            {
                return message.GetString()!;
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers with its own page: its text is better than nothing.
        }

        return Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 300));
    }
}

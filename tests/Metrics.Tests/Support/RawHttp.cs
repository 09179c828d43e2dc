using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Metrics.Tests.Support;

/// <summary>
/// HTTP/1.1 by hand: what goes over the wire is to the byte what the test wrote, above all the request target, which
/// <see cref="HttpClient"/> would tidy up.
/// </summary>
internal static class RawHttp
{
    private const string EndOfLine = "\r\n";

    /// <summary>Sends a request with its length, and returns when the server has closed the connection.</summary>
    public static Task<RawAnswer> SendRaw(this Uri server, string method, string target, IEnumerable<string> headers, string body = "")
    {
        var payload = Encoding.UTF8.GetBytes(body);
        return server.SendRaw(method, target, headers.Append($"Content-Length: {payload.Length}"), payload);
    }

    /// <summary>
    /// Sends these headers, besides <c>Host</c> and <c>Connection: close</c>, and then these bytes. Like many clients it looks for an answer
    /// only when all of them are sent.
    /// </summary>
    public static Task<RawAnswer> SendRaw(this Uri server, string method, string target, IEnumerable<string> headers, byte[] payload)
    {
        string[] head = [$"{method} {target} HTTP/1.1", $"Host: {server.Authority}", "Connection: close", .. headers, "", ""];
        return server.SendRaw(Encoding.ASCII.GetBytes(string.Join(EndOfLine, head)), payload);
    }

    /// <summary>Sends these bytes and nothing else, whether or not they are a request, and returns when the server has closed the connection.</summary>
    public static async Task<RawAnswer> SendRaw(this Uri server, params byte[][] parts)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        using var received = new MemoryStream();

        foreach (var part in parts)
        {
            await stream.WriteAsync(part);
        }

        await stream.CopyToAsync(received);
        return Parse(received.ToArray());
    }

    /// <summary>The bytes as a body of chunks.</summary>
    public static byte[] Chunked(byte[] body, int chunkSize)
    {
        using var chunks = new MemoryStream();
        foreach (var chunk in body.Chunk(chunkSize))
        {
            chunks.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:x}{EndOfLine}")));
            chunks.Write(chunk);
            chunks.Write(Encoding.ASCII.GetBytes(EndOfLine));
        }

        chunks.Write("0\r\n\r\n"u8);
        return chunks.ToArray();
    }

    private static RawAnswer Parse(byte[] received)
    {
        // Latin-1 gives each byte a character of its own, so that lengths in bytes can be cut out of the text.
        var text = Encoding.Latin1.GetString(received);
        var parts = text.Split(EndOfLine + EndOfLine, 2);
        var lines = parts[0].Split(EndOfLine);
        var headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToLookup(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = headers["Transfer-Encoding"].Contains("chunked") ? Unchunk(parts[1]) : parts[1];
        return new RawAnswer(
            (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            headers,
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }

    private static string Unchunk(string chunks)
    {
        var body = new StringBuilder();
        for (var at = 0; ;)
        {
            var end = chunks.IndexOf(EndOfLine, at, StringComparison.Ordinal);
            var length = int.Parse(chunks.AsSpan(at, end - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return body.ToString();
            }

            body.Append(chunks, end + EndOfLine.Length, length);
            at = end + EndOfLine.Length + length + EndOfLine.Length;
        }
    }
}

/// <summary>What came back over the wire.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, ILookup<string, string> Headers, string Body)
{
    /// <summary>A header as it was sent, or null.</summary>
    public string? Header(string name) => Headers.Contains(name) ? string.Join(", ", Headers[name]) : null;

    /// <summary>The same, to be compared as a whole.</summary>
    public Answer Answer => new(Status, Header("Content-Type"), Body);
}

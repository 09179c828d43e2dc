using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Metrics.Gateway.V2;

/// <summary>NDJSON: one JSON text on each line, in streams of any length.</summary>
internal static class Lines
{
    /// <summary>The type of such a body.</summary>
    public const string ContentType = "application/x-ndjson";

    /// <summary>The longest line, in bytes: far more than a name, a key and a description need with every character escaped.</summary>
    public const int MaxLength = 64 * 1024;

    private const string Gzip = "gzip";

    /// <summary>A text of no length, packed. GZipStream makes nothing of it, which nobody could unpack.</summary>
    private static readonly byte[] PackedNothing = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The body of the request, line by line, unpacked where it is compressed. Lines that are empty are there too.</summary>
    /// <exception cref="ApiFailure">A line is too long (400), or the body is of another type (415).</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (request.ContentType is { Length: > 0 } contentType && !RequestBody.IsLinesType(request))
        {
            throw ApiFailure.ContentType(contentType, ContentType);
        }

        var isPacked = RequestBody.IsPacked(request);
        var body = isPacked ? new GZipStream(new PackedBody(request.Body), CompressionMode.Decompress, leaveOpen: true) : request.Body;
        var reader = PipeReader.Create(
            body, new StreamPipeReaderOptions(bufferSize: MaxLength, minimumReadSize: MaxLength / 4, leaveOpen: !isPacked));
        try
        {
            while (await ReadLineAsync(reader, cancellationToken) is { } line)
            {
                yield return line;
            }
        }
        finally
        {
            // Gives back its memory, and closes what unpacks.
            await reader.CompleteAsync();
        }
    }

    /// <summary>What stands on a line, without a mark before the first one; empty where it is blank.</summary>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> line, bool isFirst) =>
        (isFirst ? JsonBody.WithoutByteOrderMark(line) : line).TrimEnd(" \t\r"u8);

    /// <summary>Where to write lines to, of which there is one at least: compressed where the client takes that.</summary>
    public static Stream Open(HttpResponse response) =>
        Begin(response) ? new GZipStream(response.Body, CompressionLevel.Fastest) : response.Body;

    /// <summary>Answers no lines at all, likewise.</summary>
    public static Task WriteNoneAsync(HttpResponse response) =>
        Begin(response) ? response.Body.WriteAsync(PackedNothing).AsTask() : Task.CompletedTask;

    /// <returns>Whether the lines are to be compressed.</returns>
    private static bool Begin(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers.Vary = "Accept-Encoding";
        if (!response.HttpContext.Request.Accepts(Gzip))
        {
            return false;
        }

        response.Headers.ContentEncoding = Gzip;
        return true;
    }

    /// <summary>A copy of the next line without its end; null at the end of the body.</summary>
    private static async ValueTask<byte[]?> ReadLineAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var line = end is { } position ? buffer.Slice(0, position) : buffer;
            if (line.Length > MaxLength)
            {
                throw ApiFailure.Malformed($"it has more than {MaxLength} bytes");
            }

            if (end is not null || result.IsCompleted)
            {
                var isEnd = end is null && buffer.IsEmpty;
                var copy = isEnd ? null : line.ToArray();
                reader.AdvanceTo(end is { } found ? buffer.GetPosition(1, found) : buffer.End);
                return copy;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}

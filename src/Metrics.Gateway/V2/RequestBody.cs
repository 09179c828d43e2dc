using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Metrics.Gateway.V2;

/// <summary>
/// The body of a request: what it claims to be, and its bytes, unpacked where they came packed. The limit on bodies holds for
/// what is sent and for what comes out of it, so a small body cannot blow up into a large one.
/// </summary>
internal sealed class RequestBody : IAsyncDisposable
{
    /// <summary>The size of a body where its endpoint does not say another, in bytes, both as sent and as unpacked: 10 MiB.</summary>
    private const long MaxSize = 10 * 1024 * 1024;

    private const int UnpackedAtOnce = 64 * 1024;

    private readonly PipeReader _reader;
    private readonly bool _isPacked;
    private readonly long _maxSize;
    private readonly CancellationToken _aborted;
    private ReadOnlySequence<byte> _shown;
    private long _consumed;

    private RequestBody(HttpRequest request, bool isLines)
    {
        IsLines = isLines;
        _isPacked = IsPacked(request);
        _maxSize = request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<BodySizeLimit>()?.Bytes ?? MaxSize;
        if (request.ContentLength > _maxSize)
        {
            throw ApiFailure.BodyTooLarge(_maxSize);
        }

        // Of a packed body only what comes out is seen here. What was sent is no more than that, unless somebody has packed it so that it is:
        // so Kestrel counts what was sent.
        if (_isPacked && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } sent)
        {
            sent.MaxRequestBodySize = _maxSize;
        }

        _reader = _isPacked
            ? PipeReader.Create(
                new GZipStream(new PackedBody(request.Body), CompressionMode.Decompress, leaveOpen: true), new StreamPipeReaderOptions(bufferSize: UnpackedAtOnce))
            : request.BodyReader;
        _aborted = request.HttpContext.RequestAborted;
    }

    /// <summary>Whether each line is a JSON value of its own.</summary>
    public bool IsLines { get; }

    /// <summary>A body that must be JSON.</summary>
    /// <exception cref="ApiFailure">It claims to be something else (415), or to be too large (413).</exception>
    public static RequestBody OpenJson(HttpRequest request) =>
        IsJson(request) ? new RequestBody(request, isLines: false) : throw ApiFailure.ContentType(request.ContentType!, Envelope.ContentType);

    /// <summary>A body that may be JSON, or lines of JSON.</summary>
    /// <exception cref="ApiFailure">It claims to be something else (415), or to be too large (413).</exception>
    public static RequestBody OpenJsonOrLines(HttpRequest request)
    {
        var isJson = IsJson(request);
        return isJson || IsLinesType(request)
            ? new RequestBody(request, isLines: !isJson)
            : throw ApiFailure.ContentType(request.ContentType!, $"{Envelope.ContentType} or {Lines.ContentType}");
    }

    /// <summary>Whether the body says that each line is a JSON value of its own.</summary>
    public static bool IsLinesType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var mediaType) && mediaType.MediaType.Equals(Lines.ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the body is packed with gzip.</summary>
    /// <exception cref="ApiFailure">415: with anything else.</exception>
    public static bool IsPacked(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" => false,
        var encoding when encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) => false,
        var encoding when encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => true,
        var encoding => throw ApiFailure.ContentEncoding(encoding, "gzip, or the body as it is"),
    };

    /// <summary>Shows what has come so far and was not consumed.</summary>
    /// <exception cref="ApiFailure">It is not the packed form that it claims to be (400), or too large (413).</exception>
    public async ValueTask<ReadResult> ReadAsync()
    {
        try
        {
            var result = await _reader.ReadAsync(_aborted);
            _shown = result.Buffer;
            if (_consumed + _shown.Length <= _maxSize)
            {
                return result;
            }

            // Kestrel reads on to the end of a body, so that the client hears of this, only where nobody else is reading.
            _reader.AdvanceTo(_shown.End);
            throw ApiFailure.BodyTooLarge(_maxSize);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw ApiFailure.BodyTooLarge(_maxSize);
        }
        catch (InvalidDataException) when (_isPacked)
        {
            throw ApiFailure.Malformed("the body is not valid gzip, or ends too early");
        }
    }

    /// <summary>Of what was shown, this much is not needed any more; more is wanted only where all was examined.</summary>
    public void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _consumed += _shown.Slice(_shown.Start, consumed).Length;
        _reader.AdvanceTo(consumed, examined);
    }

    /// <summary>The first byte that is no white space, without consuming anything; null where there is none.</summary>
    public async ValueTask<byte?> PeekAsync()
    {
        for (var blanks = 0L; ;)
        {
            var result = await ReadAsync();
            var first = FirstOf(result, ref blanks);
            var isEnough = first is not null || result.IsCompleted;
            AdvanceTo(result.Buffer.Start, isEnough ? result.Buffer.Start : result.Buffer.End);
            if (isEnough)
            {
                return first;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _isPacked ? _reader.CompleteAsync() : ValueTask.CompletedTask;

    /// <param name="result">What has come so far.</param>
    /// <param name="blanks">How much of it is known to be blank: nobody looks at that again each time a little more has come.</param>
    private static byte? FirstOf(in ReadResult result, ref long blanks)
    {
        var reader = new SequenceReader<byte>(result.Buffer.Slice(blanks));
        if (blanks == 0)
        {
            if (reader.Remaining < JsonBody.ByteOrderMark.Length && !result.IsCompleted)
            {
                return null;
            }

            reader.IsNext(JsonBody.ByteOrderMark, advancePast: true);
        }

        reader.AdvancePastAny(" \t\r\n"u8);
        blanks += reader.Consumed;
        return reader.TryPeek(out var first) ? first : null;
    }

    /// <summary>No Content-Type is taken for JSON, since old clients send none.</summary>
    private static bool IsJson(HttpRequest request) =>
        request.ContentType is not { Length: > 0 } contentType
        || contentType.Equals(Envelope.ContentType, StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var mediaType)
            && (mediaType.MediaType.Equals(Envelope.ContentType, StringComparison.OrdinalIgnoreCase)
                || mediaType.MediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase)
                || mediaType.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)));
}

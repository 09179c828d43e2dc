namespace Metrics.Gateway.V2;

/// <summary>
/// The body of a request as it was packed, for whoever unpacks it. <see cref="System.IO.Compression.GZipStream"/> takes nothing at all for a
/// packed nothing, so that a client whose packing had failed would hear of a success.
/// </summary>
/// <param name="body">The body. Whoever owns it closes it.</param>
internal sealed class PackedBody(Stream body) : Stream
{
    private bool _hasBegun;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">There is nothing in it.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        _hasBegun |= count > 0;
        return _hasBegun || buffer.IsEmpty ? count : throw new InvalidDataException("There is no packed body.");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

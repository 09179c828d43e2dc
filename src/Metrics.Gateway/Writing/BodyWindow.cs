using System.Buffers;
using System.Security.Cryptography;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Writing;

/// <summary>
/// The part of a body that was read and not yet understood, in one piece. It grows only as far as a single value of the body
/// needs.
/// </summary>
/// <param name="body">Where the bytes come from.</param>
/// <param name="digest">Takes all bytes that pass through, or null.</param>
internal sealed class BodyWindow(RequestBody body, IncrementalHash? digest) : IDisposable
{
    private const int InitialSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;

    /// <summary>What is to be understood next.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing follows <see cref="Unread"/>.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>So many bytes are understood.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>
    /// Reads on, until there is more than twice as much as before, or the end. A large value is looked at from its beginning each time, so
    /// to do that for every small piece that comes would take time that grows with the square of its length.
    /// </summary>
    public async ValueTask FillAsync()
    {
        var enough = 2 * Unread.Length;
        do
        {
            var result = await body.ReadAsync();
            MakeRoom();
            var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, _buffer.Length - _end));
            taken.CopyTo(_buffer.AsSpan(_end));
            digest?.AppendData(_buffer, _end, (int)taken.Length);
            _end += (int)taken.Length;
            IsFinal = result.IsCompleted && taken.Length == result.Buffer.Length;
            body.AdvanceTo(taken.End, taken.End);
        }
        while (!IsFinal && Unread.Length <= enough);
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void MakeRoom()
    {
        var buffer = _buffer;
        var length = _end - _start;
        if (length > buffer.Length / 2)
        {
            buffer = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        }

        Buffer.BlockCopy(_buffer, _start, buffer, 0, length);
        (_start, _end) = (0, length);
        if (buffer != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = buffer;
        }
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Metrics.Gateway.Security;

/// <summary>The SHA-256 of a token. Tokens are looked up by digest, so that the time a look-up takes says nothing about them.</summary>
internal readonly record struct TokenDigest
{
    private readonly UInt128 _first;
    private readonly UInt128 _second;

    private TokenDigest(ReadOnlySpan<UInt128> halves) => (_first, _second) = (halves[0], halves[1]);

    /// <summary>The digest of a token; without leaving anything behind in memory.</summary>
    public static TokenDigest Of(ReadOnlySpan<char> token)
    {
        Span<UInt128> halves = stackalloc UInt128[2];
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        SHA256.HashData(utf8.AsSpan(0, Encoding.UTF8.GetBytes(token, utf8)), MemoryMarshal.AsBytes(halves));
        ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
        return new TokenDigest(halves);
    }
}

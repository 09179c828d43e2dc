using System.Text;

namespace Metrics.Silo.Model;

/// <summary>
/// What names and keys may be made of. Lengths count Unicode characters (code points), so that an emoji is one
/// character to the service as it is to the person who typed it.
/// </summary>
public static class Text
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxKeyLength = 255;

    /// <summary>1 to <see cref="MaxKeyLength"/> characters of any script, without control characters.</summary>
    public static bool IsKey(string key) => IsPrintable(key, MaxKeyLength);

    /// <summary>
    /// Puts texts into the order of their code points, which is also that of their UTF-8 bytes and of the databases. The order of
    /// UTF-16 differs from it: there the halves of a pair come before some characters that are smaller than the whole.
    /// </summary>
    public static int CompareCodePoints(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        return (same == a.Length, same == b.Length) switch
        {
            (true, _) or (_, true) => a.Length.CompareTo(b.Length),
            _ when char.IsSurrogate(a[same]) != char.IsSurrogate(b[same]) => char.IsSurrogate(a[same]) ? 1 : -1,
            _ => a[same].CompareTo(b[same]),
        };
    }

    internal static bool IsPrintable(string text, int maxLength)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return HasLength(text, maxLength);
    }

    /// <summary>1 to <paramref name="maxLength"/> characters, and valid Unicode: no half of a surrogate pair stands alone.</summary>
    public static bool HasLength(string text, int maxLength)
    {
        var length = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done || length == maxLength)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return length > 0;
    }
}

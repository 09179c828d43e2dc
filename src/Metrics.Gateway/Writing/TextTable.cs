using System.Text.Json;

namespace Metrics.Gateway.Writing;

/// <summary>The texts of one request: each becomes a string the first time it is read, and is known from then on.</summary>
internal sealed class TextTable
{
    private const int MaxLength = 256;

    private readonly HashSet<string> _texts = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _known;

    public TextTable()
    {
        _known = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The text that the reader stands on.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode.</exception>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > MaxLength)
        {
            return reader.GetString()!;
        }

        Span<char> buffer = stackalloc char[MaxLength];
        ReadOnlySpan<char> text = buffer[..reader.CopyString(buffer)];
        if (!_known.TryGetValue(text, out var known))
        {
            known = text.ToString();
            _texts.Add(known);
        }

        return known;
    }
}

using System.Text;

namespace Metrics.Client;

/// <summary>Looks at text before it becomes UTF-8, where half a surrogate pair would become U+FFFD, and two keys or metrics one.</summary>
internal static class WellFormed
{
    /// <summary>The text, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It has half a surrogate pair.</exception>
    public static string? Text(string? text, string parameter)
    {
        for (var i = 0; i < text?.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                throw new ArgumentException($"There is half a surrogate pair at index {i}.", parameter);
            }

            i += rune.Utf16SequenceLength;
        }

        return text;
    }
}

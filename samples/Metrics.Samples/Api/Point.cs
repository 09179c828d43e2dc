using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Samples.Api;

/// <summary>One observation on its way to the server; every field is text, so that nothing is rounded on the way.</summary>
internal sealed partial record Point
{
    /// <summary>The key; null for a metric without keys.</summary>
    public string? Key { get; init; }

    /// <summary>The value; null for a Count.</summary>
    public string? Value { get; init; }

    /// <summary>ISO 8601.</summary>
    public required string Date { get; init; }

    /// <summary>The weight in an Average; null stands for 1.</summary>
    public string? Weight { get; init; }

    /// <summary>Writes the point as a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Key is not null)
        {
            json.WriteString("name", Key);
        }

        WriteNumber(json, "value", Value);
        json.WriteString("date", Date);
        WriteNumber(json, "weight", Weight);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes the text as it stands where JSON allows that, and as a string otherwise (<c>007</c>, <c>+1</c>, <c>n/a</c>):
    /// whether such a string is a number is the server's to decide.
    /// </summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            return;
        }

        json.WritePropertyName(name);
        if (JsonNumber().IsMatch(text))
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JsonNumber();
}

namespace Metrics.Gateway.V2;

/// <summary>Reads the members of enums as people write them.</summary>
internal static class EnumNames
{
    /// <summary>By name in any case, and by name only: the parser of enums would take numbers and lists of names as well.</summary>
    public static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);
}

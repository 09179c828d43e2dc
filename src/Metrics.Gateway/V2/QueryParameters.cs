using System.Globalization;

namespace Metrics.Gateway.V2;

/// <summary>The query parameters that the contract knows; all others are ignored.</summary>
internal static class QueryParameters
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;

    /// <summary>
    /// True for <c>true</c>, <c>True</c> and <c>TRUE</c>, also where a second question mark follows
    /// (<c>?returnValue=true?resultLimit=500</c>), which a published app sends. Anything else is false.
    /// </summary>
    public static bool ReturnValue(HttpRequest request)
    {
        var text = request.Query["returnValue"] is { Count: > 0 } values ? values[0] : null;
        return text?.Split('?')[0] is "true" or "True" or "TRUE";
    }

    /// <summary>Which part of a list is asked for.</summary>
    /// <exception cref="ApiFailure">400: a number is not one, or out of range.</exception>
    public static (int Start, int Limit) Page(HttpRequest request) => (
        Number(request, "resultStart", 0, 0, int.MaxValue),
        Number(request, "resultLimit", DefaultLimit, 1, MaxLimit));

    /// <summary>The keys that the query names, in its order; none where it names none.</summary>
    /// <exception cref="ApiFailure">400: one is not a key, or the metric has no keys.</exception>
    public static IReadOnlyList<string> Keys(HttpRequest request, MetricDefinition metric)
    {
        string[] keys = [.. request.Query["name"].OfType<string>()];
        if (keys.Length > 0 && !metric.KeyedValues)
        {
            throw ApiFailure.Malformed(ApiMessages.NameOfUnkeyed);
        }

        return keys.All(Text.IsKey) ? keys : throw ApiFailure.Malformed(ApiMessages.NotAKey);
    }

    private static int Number(HttpRequest request, string name, int fallback, int min, int max)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw ApiFailure.Malformed(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}"));
    }
}

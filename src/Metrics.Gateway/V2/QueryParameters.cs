using System.Globalization;
using Metrics.Gateway.Hosting;
using Microsoft.OpenApi;

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
        // Most requests have no query, and even an empty one takes time to parse.
        var text = request.QueryString.HasValue && request.Query["returnValue"] is { Count: > 0 } values ? values[0] : null;
        return text?.Split('?')[0] is "true" or "True" or "TRUE";
    }

    /// <summary>Describes the parameters of <see cref="Page"/>.</summary>
    public static RouteHandlerBuilder WithPage(this RouteHandlerBuilder endpoint) => endpoint
        .WithQuery("resultStart", JsonSchemaType.Integer, "How many to skip. Default: 0.")
        .WithQuery("resultLimit", JsonSchemaType.Integer, string.Create(CultureInfo.InvariantCulture, $"How many to answer, 1 to {MaxLimit}. Default: {DefaultLimit}."));

    /// <summary>Which part of a list is asked for.</summary>
    /// <exception cref="ApiFailure">400: a number is not one, or out of range.</exception>
    public static (int Start, int Limit) Page(HttpRequest request) => (
        ResultStart(request),
        Number(request, "resultLimit", 1, MaxLimit) ?? DefaultLimit);

    /// <summary>How many results to skip.</summary>
    /// <exception cref="ApiFailure">400: it is not a number, or out of range.</exception>
    public static int ResultStart(HttpRequest request) => Number(request, "resultStart", 0, int.MaxValue) ?? 0;

    /// <summary>The keys that the query names, in its order; none where it names none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="metric">The metric that has the keys.</param>
    /// <param name="mayBeEmpty">
    /// Whether an empty name counts as absent, as other empty parameters do. Not in a deletion, where the absence of names means all keys.
    /// </param>
    /// <exception cref="ApiFailure">400: one is not a key, or the metric has no keys.</exception>
    public static IReadOnlyList<string> Keys(HttpRequest request, MetricDefinition metric, bool mayBeEmpty)
    {
        string[] keys = [.. request.Query["name"].OfType<string>().Where(key => !mayBeEmpty || key.Length > 0)];
        if (keys.Length > 0 && !metric.KeyedValues)
        {
            throw ApiFailure.Malformed(ApiMessages.NameOfUnkeyed);
        }

        return keys.All(Text.IsKey) ? keys : throw ApiFailure.Malformed(ApiMessages.NotAKey);
    }

    /// <summary>A whole number in this range; null where it is not there or empty.</summary>
    /// <exception cref="ApiFailure">400: it is not one, or out of range.</exception>
    public static int? Number(HttpRequest request, string name, int min, int max)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw ApiFailure.Malformed(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}"));
    }

    /// <summary>Whether a switch is on; off where it is not there or empty.</summary>
    /// <exception cref="ApiFailure">400: it is neither true nor false, in any case.</exception>
    public static bool Switch(HttpRequest request, string name) => Choice(request, name, "false", "true") == "true";

    /// <summary>One of these words, in any case; the first one where it is not there or empty.</summary>
    /// <exception cref="ApiFailure">400: it is none of them.</exception>
    public static string Choice(HttpRequest request, string name, params ReadOnlySpan<string> words)
    {
        var text = request.Query[name].ToString();
        foreach (var word in words)
        {
            if (text.Length == 0 || text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        throw ApiFailure.Malformed($"{name} must be {string.Join(" or ", words!)}");
    }
}

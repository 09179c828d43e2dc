using System.Text.Json;

namespace Metrics.Tests.Support;

/// <summary>What tests look for in the body of an answer.</summary>
internal static class AnswerExtensions
{
    /// <summary>The id in an answer about one metric.</summary>
    public static long Id(this Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("data").GetProperty("customMetricConfig").GetProperty("id").GetInt64();
    }

    /// <summary>The names in an answer about many metrics, in their order.</summary>
    public static IReadOnlyList<string> Names(this Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return [.. json.RootElement.GetProperty("data").GetProperty("customMetricConfig").EnumerateArray().Select(definition => definition.GetProperty("name").GetString()!)];
    }

    /// <summary>The names in an answer about keys, in their order.</summary>
    public static IReadOnlyList<string> KeyNames(this Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return [.. json.RootElement.GetProperty("data").GetProperty("customMetricKey").EnumerateArray().Select(key => key.GetProperty("name").GetString()!)];
    }

    /// <summary>How many metrics, values or keys there are, where the answer says so.</summary>
    public static int? ResultCount(this Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("data").TryGetProperty("resultCount", out var count) ? count.GetInt32() : null;
    }
}

using System.Globalization;
using System.Text.Json;

namespace Metrics.Tests.Support;

/// <summary>Data points in short: <c>2024-04-01 a=3</c> for one with a key, <c>2024-04-01=3</c> for one without.</summary>
internal static class DataClientExtensions
{
    /// <summary>Adds points, one after another.</summary>
    public static async Task AddPoints(this HttpClient client, string metric, params string[] points)
    {
        foreach (var point in points)
        {
            var (date, name, value) = Split(point);
            await client.AddReturning(metric, JsonSerializer.Serialize(name is null ? new { date, value } : new { date, name, value } as object));
        }
    }

    /// <summary>Reads data points; those at midnight by their day, others by their hour. An empty one has no value.</summary>
    public static async Task<IReadOnlyList<string>> ReadPoints(this HttpClient client, string metric, string query)
    {
        var answer = await client.Get($"/v2/customMetrics/{metric}/data?{query}");
        Assert.True(answer.Status == System.Net.HttpStatusCode.OK, answer.Body);
        using var json = JsonDocument.Parse(answer.Body);
        return [.. json.RootElement.GetProperty("data").GetProperty("customMetricData").EnumerateArray().Select(Write)];
    }

    private static string Write(JsonElement point)
    {
        var date = DateTimeOffset.Parse(point.GetProperty("date").GetString()!, CultureInfo.InvariantCulture);
        var day = date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        var name = point.TryGetProperty("name", out var key) ? $" {key.GetString()}" : "";
        var value = point.TryGetProperty("value", out var number) ? number.GetRawText() : "";
        return $"{day}{name}={value}";
    }

    private static (string Date, string? Name, string Value) Split(string point)
    {
        var (left, value) = (point[..point.LastIndexOf('=')], point[(point.LastIndexOf('=') + 1)..]);
        var blank = left.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? (left, null, value) : (left[..blank], left[(blank + 1)..], value);
    }
}

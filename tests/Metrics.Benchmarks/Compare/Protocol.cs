using System.Globalization;

namespace Metrics.Benchmarks.Compare;

/// <summary>How a contender takes points over HTTP. The requests of all contenders say the same, each in its own words.</summary>
/// <param name="Path">Where one point is posted to.</param>
/// <param name="BulkPath">Where many points are posted to.</param>
/// <param name="ContentType">What a body is.</param>
/// <param name="Body">Writes a point of value 1 for each key.</param>
internal sealed record Protocol(string Path, string BulkPath, string ContentType, Func<IReadOnlyList<string>, string> Body)
{
    /// <summary>The metric that the points are for.</summary>
    public const string Metric = "benchmark";

    /// <summary>The token that goes with every request; also to those who do not look at it.</summary>
    public const string Token = "token-of-the-load-comparison-0123456789ab";

    /// <summary>Our API.</summary>
    public static readonly Protocol Ours = new($"/v2/customMetrics/{Metric}/data", $"/v2/customMetrics/{Metric}/data", "application/json", Json);

    /// <summary>Our bodies, to a plain service, which has a route for each shape of body.</summary>
    public static readonly Protocol Plain = Ours with { BulkPath = $"/v2/customMetrics/{Metric}/bulk" };

    /// <summary>InfluxDB's line protocol, which VictoriaMetrics speaks too.</summary>
    /// <param name="now">From here on the points of a request are a millisecond apart.</param>
    public static Protocol Lines(DateTimeOffset now) =>
        new($"/write?db={Metric}", $"/write?db={Metric}", "text/plain", keys => LinesOf(keys, now.ToUnixTimeMilliseconds()));

    private static string Json(IReadOnlyList<string> keys)
    {
        var points = keys.Select(key => $$"""{"name":"{{key}}","value":1}""");
        return keys.Count == 1 ? points.Single() : $"[{string.Join(',', points)}]";
    }

    private static string LinesOf(IReadOnlyList<string> keys, long firstMillisecond)
    {
        if (keys.Count == 1)
        {
            // Its time is that of its arrival.
            return $"{Metric},key={keys[0]} value=1";
        }

        // Without times, all points of a request would have the same, and those of one key would be one point. A request that is
        // sent again overwrites its points; to write them costs the same.
        return string.Join('\n', keys.Select((key, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{Metric},key={key} value=1 {(firstMillisecond + i) * 1_000_000}")));
    }
}

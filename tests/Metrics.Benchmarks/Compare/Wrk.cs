using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Metrics.Benchmarks.Compare;

/// <summary>The load generator: a closed loop, so each connection has one request under way.</summary>
internal static class Wrk
{
    /// <summary>The metric that the points are for.</summary>
    public const string Metric = "benchmark";

    /// <summary>The token that goes with every request; also to those who ask for none, so that all get the same bytes.</summary>
    public const string Token = "token-of-the-load-comparison-0123456789ab";

    public const string Program = "wrk";

    private const string ResultMark = "RESULT ";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Compare", "points.lua");

    /// <summary>Leaves most of the machine to the servers: one thread sends far more than any contender answers.</summary>
    private static readonly int MaxThreads = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Sends points to the address for so long.</summary>
    public static async Task<WrkReport> RunAsync(Uri address, Scenario scenario, TimeSpan time, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
        [
            "--threads", Text(Math.Min(MaxThreads, scenario.Connections)),
            "--connections", Text(scenario.Connections),
            "--duration", Text((int)time.TotalSeconds) + "s",
            "--timeout", "10s",
            "--script", Script,
            new Uri(address, $"/v2/customMetrics/{Metric}/data").ToString(), "--", Text(scenario.Keys), Token,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start)!;
        try
        {
            var output = wrk.StandardOutput.ReadToEndAsync(stop);
            var error = wrk.StandardError.ReadToEndAsync(stop);
            await wrk.WaitForExitAsync(stop);
            return Read(await output) ?? throw new ComparisonException($"wrk gave no result: {await output}{await error}");
        }
        finally
        {
            if (!wrk.HasExited)
            {
                wrk.Kill();
            }
        }
    }

    private static WrkReport? Read(string output) =>
        output.Split('\n').FirstOrDefault(line => line.StartsWith(ResultMark, StringComparison.Ordinal)) is { } line
            ? JsonSerializer.Deserialize<WrkReport>(line.AsSpan(ResultMark.Length), JsonSerializerOptions.Web)
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What wrk saw, as <c>points.lua</c> writes it. Times in microseconds.</summary>
/// <param name="Requests">All requests that were answered.</param>
/// <param name="Microseconds">How long it sent.</param>
/// <param name="Refused">How many answers were not 2xx.</param>
/// <param name="Broken">How many requests got no answer.</param>
/// <param name="P50">The latency that half of the requests stayed below.</param>
/// <param name="P99">The latency that 99 % stayed below.</param>
/// <param name="P999">The latency that 99.9 % stayed below.</param>
internal sealed record WrkReport(long Requests, long Microseconds, long Refused, long Broken, double P50, double P99, double P999)
{
    /// <summary>Requests that were answered with 2xx.</summary>
    public long Acknowledged => Requests - Refused;

    /// <summary>Requests that failed, one way or the other.</summary>
    public long Failed => Refused + Broken;

    /// <summary>Acknowledged requests per second.</summary>
    public double Rate => Acknowledged * 1e6 / Microseconds;
}

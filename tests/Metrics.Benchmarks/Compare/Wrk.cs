using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Metrics.Benchmarks.Compare;

/// <summary>The load generator: a closed loop, so each connection has one request under way.</summary>
internal static class Wrk
{
    public const string Program = "wrk";

    private const string ResultMark = "RESULT ";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Compare", "points.lua");

    /// <summary>Leaves most of the machine to the servers: one thread sends far more than any contender answers.</summary>
    private static readonly int MaxThreads = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Sends points to the address for so long.</summary>
    public static async Task<LoadReport> RunAsync(Uri address, Scenario scenario, TimeSpan time, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
        [
            "--threads", Text(Math.Min(MaxThreads, scenario.Connections)),
            "--connections", Text(scenario.Connections),
            "--duration", Text((int)time.TotalSeconds) + "s",
            "--timeout", "10s",
            "--script", Script,
            Target.Of(address).ToString(), "--", Text(scenario.Keys), Target.Token,
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

    private static LoadReport? Read(string output) =>
        output.Split('\n').FirstOrDefault(line => line.StartsWith(ResultMark, StringComparison.Ordinal)) is { } line
            ? JsonSerializer.Deserialize<LoadReport>(line.AsSpan(ResultMark.Length), JsonSerializerOptions.Web)
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

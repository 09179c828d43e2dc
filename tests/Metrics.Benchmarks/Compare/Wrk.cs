using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Benchmarks.Compare;

/// <summary>The load generator: a closed loop, so each connection has one request under way.</summary>
internal static class Wrk
{
    public const string Program = "wrk";

    private const string ResultMark = "RESULT ";

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Compare", "points.lua");

    /// <summary>Leaves most of the machine to the servers: one thread sends far more than any contender answers.</summary>
    private static readonly int MaxThreads = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Sends the requests of the scenario for so long, from one process for each address.</summary>
    public static async Task<LoadReport> RunAsync(Target target, Scenario scenario, TimeSpan time, CancellationToken stop)
    {
        var connections = Math.Max(1, scenario.Connections / target.Addresses.Count);
        return LoadReport.Of(await Task.WhenAll(target.Addresses.Select(
            address => RunAsync(address, RequestSet.Of(address, target.Protocol, scenario), connections, time, stop))));
    }

    private static async Task<LoadReport> RunAsync(Uri address, byte[][] requests, int connections, TimeSpan time, CancellationToken stop)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("requests");
        await RequestSet.WriteAsync(file, requests, stop);
        string[] arguments =
        [
            "--threads", Text(Math.Min(MaxThreads, connections)),
            "--connections", Text(connections),
            "--duration", Text((int)time.TotalSeconds) + "s",
            "--timeout", "10s",
            "--script", Script,
            address.ToString(), "--", file,
        ];
        using var wrk = Process.Start(new ProcessStartInfo(Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
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

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Compare;

/// <summary>What the numbers were measured on: without it they say nothing.</summary>
internal static partial class Machine
{
    /// <summary>Writes the lines of <see cref="DescribeAsync"/>, and what the contenders are.</summary>
    public static async Task WriteAsync(TextWriter output, TimeProvider time, IReadOnlyList<IContender> contenders, CancellationToken stop) =>
        await WriteAsync(output, await DescribeAsync(time, contenders, stop), contenders);

    /// <summary>Writes the lines, and what the contenders are.</summary>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<string> lines, IReadOnlyList<IContender> contenders)
    {
        foreach (var line in lines.Concat(contenders.Select(contender => $"`{contender.Name}`: {contender.Description}")))
        {
            await output.WriteLineAsync($"- {line}");
        }
    }

    /// <summary>Before anything is measured, so that the load is that of others.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(TimeProvider time, IReadOnlyList<IContender> contenders, CancellationToken stop)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var folder = new DriveInfo(Path.GetTempPath());
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd}, Metrics.Orleans {Gateway.Hosting.ServiceVersion.Text}, all on one machine"),
            string.Create(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} cores, {memory:0} GiB, {RuntimeInformation.OSDescription}, data on {folder.DriveFormat}"),
            $"load average before the run: {(await File.ReadAllTextAsync("/proc/loadavg", stop)).Split(' ')[0]} (near 0 on a quiet machine)",
            $"{RuntimeInformation.FrameworkDescription}, {Match(WrkVersion(), await OutputAsync(Wrk.Program, ["-v"], stop))}",
        };
        if (contenders.Any(contender => contender.UsesPostgres))
        {
            lines.Add($"PostgreSQL {PostgresContenders.Version()}, `fsync` on, other settings as they come");
        }

        foreach (var (program, package) in contenders.Select(contender => contender.Package).OfType<(string, string)>())
        {
            lines.Add($"{program} {await OutputAsync("dpkg-query", ["-W", "-f", "${Version}", package], stop)}");
        }

        return lines;
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?
        .Split(": ", 2)[1] ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static async Task<string> OutputAsync(string program, string[] arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        return await process.StandardOutput.ReadToEndAsync(stop) + await process.StandardError.ReadToEndAsync(stop);
    }

    private static string Match(Regex pattern, string text) => pattern.Match(text).Value;

    [GeneratedRegex(@"wrk \S+", RegexOptions.None, 1000)]
    private static partial Regex WrkVersion();
}

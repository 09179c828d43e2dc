using System.Globalization;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Compare;

/// <summary>The tables of a comparison, in Markdown: medians over the rounds, and ratios of the same round with their range.</summary>
internal static class Report
{
    /// <summary>Whose rate the others' are divided by.</summary>
    private static readonly string[] Baselines = ["empty", "upsert", "redis"];

    public static async Task WriteAsync(
        TextWriter output, IReadOnlyList<string> machine, IReadOnlyList<IContender> contenders, IReadOnlyList<Measurement> measurements)
    {
        foreach (var line in machine)
        {
            await output.WriteLineAsync($"- {line}");
        }

        foreach (var contender in contenders)
        {
            await output.WriteLineAsync($"- `{contender.Name}`: {contender.Description}");
        }

        foreach (var scenario in measurements.GroupBy(measurement => measurement.Scenario))
        {
            await WriteScenarioAsync(output, scenario.Key, [.. scenario]);
        }

        await WriteHotKeyAsync(output, measurements);
    }

    private static async Task WriteScenarioAsync(TextWriter output, Scenario scenario, IReadOnlyList<Measurement> measurements)
    {
        // A share of each one's own rate says nothing about the rates.
        var baselines = Baselines.Where(baseline => scenario.Load is null && measurements.Any(measurement => measurement.Contender == baseline)).ToList();
        await WriteTableAsync(
            output,
            scenario.Title,
            [
                "contender", "requests/s", "server CPU µs/request", "database CPU µs/request", "p50 ms", "p99 ms", "p99.9 ms", "peak memory MB", "failed",
                .. baselines.Select(baseline => $"rate ÷ {baseline}"),
            ],
            measurements.GroupBy(measurement => measurement.Contender).Select(group => (IEnumerable<string>)
            [
                group.Key,
                Median(group, one => one.Load.Rate, "N0"),
                Median(group, one => one.ServerMicroseconds, "N1"),
                group.All(one => one.DatabaseCpu is not null) ? Median(group, one => one.DatabaseMicroseconds!.Value, "N1") : "–",
                Median(group, one => one.Load.P50 / 1e3, "N2"),
                Median(group, one => one.Load.P99 / 1e3, "N2"),
                Median(group, one => one.Load.P999 / 1e3, "N2"),
                Median(group, one => one.PeakMemory / 1e6, "N0"),
                group.Sum(one => one.Load.Failed).ToString(CultureInfo.InvariantCulture),
                .. baselines.Select(baseline => baseline == group.Key ? "1" : Ratio(group, measurements.Where(one => one.Contender == baseline))),
            ]));
    }

    /// <summary>A hot key is a bucket that many add to at once: what that costs, or gains, each contender.</summary>
    private static async Task WriteHotKeyAsync(TextWriter output, IReadOnlyList<Measurement> measurements)
    {
        var hot = measurements.Where(one => one.Scenario == Scenario.HotKey).ToLookup(one => one.Contender);
        var many = measurements.Where(one => one.Scenario == Scenario.ManyKeys).ToLookup(one => one.Contender);
        var rows = hot.Where(group => many.Contains(group.Key)).Select(group => (IEnumerable<string>)[group.Key, Ratio(group, many[group.Key])]).ToList();
        if (rows.Count > 0)
        {
            await WriteTableAsync(output, "One hot key against 1,000 keys", ["contender", "rate ÷ rate over 1,000 keys"], rows);
        }
    }

    private static async Task WriteTableAsync(TextWriter output, string title, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        await output.WriteLineAsync($"\n### {title}\n");
        await output.WriteLineAsync($"| {string.Join(" | ", columns)} |");
        await output.WriteLineAsync($"|---|{string.Concat(columns.Skip(1).Select(_ => "--:|"))}");
        foreach (var row in rows)
        {
            await output.WriteLineAsync($"| {string.Join(" | ", row)} |");
        }
    }

    private static string Median(IEnumerable<Measurement> measurements, Func<Measurement, double> value, string format) =>
        Spread.Of(measurements.Select(value)).Median.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The median of the ratios of each round, and the smallest and largest of them.</summary>
    private static string Ratio(IEnumerable<Measurement> measurements, IEnumerable<Measurement> baseline)
    {
        var rates = baseline.ToDictionary(one => one.Round, one => one.Load.Rate);
        var (median, min, max) = Spread.Of(measurements.Select(one => one.Load.Rate / rates[one.Round]));
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} ({min:0.00}–{max:0.00})");
    }
}

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
        await Machine.WriteAsync(
            output, [.. machine, Rounds(measurements)], contenders);

        // In the order in which both are declared, whatever order the rounds had.
        var order = contenders.Select(contender => contender.Name).ToList();
        foreach (var scenario in measurements.GroupBy(measurement => measurement.Scenario).OrderBy(group => Scenario.All.ToList().IndexOf(group.Key)))
        {
            await WriteScenarioAsync(output, scenario.Key, [.. scenario.OrderBy(measurement => order.IndexOf(measurement.Contender))]);
        }

        await WriteComparedAsync(output, "One hot key against 1,000 keys", measurements, Scenario.HotKey, Scenario.ManyKeys);
        await WriteComparedAsync(output, "100,000 keys against 1,000 keys", measurements, Scenario.Wide, Scenario.ManyKeys);
        await WriteThreeAsync(output, measurements, OurPostgresContender.ThreeName, OurPostgresContender.OneName);
        await WriteThreeAsync(output, measurements, OurPostgresContender.ApartName, OurPostgresContender.OneName);
        await WriteThreeAsync(output, measurements, OurPostgresContender.ThreeName, OurPostgresContender.ApartName);
    }

    private static async Task WriteScenarioAsync(TextWriter output, Scenario scenario, IReadOnlyList<Measurement> measurements)
    {
        // Where the rate is given, it says nothing.
        var baselines = Baselines.Where(baseline => scenario.IsClosed && measurements.Any(measurement => measurement.Contender == baseline)).ToList();
        Column[] columns =
        [
            new("requests/s", group => Median(group, one => one.Load.Rate, "N0")),
            .. scenario.IsBulk ? [new("points/s", group => Median(group, one => one.PointRate, "N0"))] : (Column[])[],
            new("server CPU µs/request", group => Median(group, one => one.ServerMicroseconds, "N1")),
            .. scenario.IsBulk ? [new("server CPU µs/point", group => Median(group, one => one.ServerMicrosecondsPerPoint, "N2"))] : (Column[])[],
            new("database CPU µs/request", group => group.All(one => one.DatabaseCpu is not null) ? Median(group, one => one.DatabaseMicroseconds!.Value, "N1") : "–"),
            new("p50 ms", group => Median(group, one => one.Load.P50 / 1e3, "N2")),
            new("p99 ms", group => Median(group, one => one.Load.P99 / 1e3, "N2")),
            new("p99.9 ms", group => Median(group, one => one.Load.P999 / 1e3, "N2")),
            new("peak memory MB", group => Median(group, one => one.PeakMemory / 1e6, "N0")),
            new("failed", group => group.Sum(one => one.Load.Failed).ToString(CultureInfo.InvariantCulture)),
            .. baselines.Select(baseline => new Column(
                $"rate ÷ {baseline}", group => group[0].Contender == baseline ? "1" : Ratio(group, measurements.Where(one => one.Contender == baseline), one => one.Load.Rate))),
        ];
        var rows = measurements
            .GroupBy(measurement => measurement.Contender)
            .Select(group => (IEnumerable<string>)[group.Key, .. columns.Select(column => column.Cell([.. group]))]);
        await MarkdownTable.WriteAsync(output, scenario.Title, ["contender", .. columns.Select(column => column.Name)], rows);
    }

    /// <summary>What one scenario costs, or gains, each contender against another.</summary>
    private static async Task WriteComparedAsync(TextWriter output, string title, IReadOnlyList<Measurement> measurements, Scenario scenario, Scenario against)
    {
        var baseline = measurements.Where(one => one.Scenario == against).ToLookup(one => one.Contender);
        var rows = measurements
            .Where(one => one.Scenario == scenario && baseline.Contains(one.Contender))
            .GroupBy(one => one.Contender)
            .Select(group => (IEnumerable<string>)[group.Key, Ratio(group, baseline[group.Key], one => one.Load.Rate)])
            .ToList();
        if (rows.Count > 0)
        {
            await MarkdownTable.WriteAsync(output, title, ["contender", $"rate ÷ rate in `{against.Name}`"], rows);
        }
    }

    /// <summary>What three processes on one machine take for the work of another contender.</summary>
    private static async Task WriteThreeAsync(TextWriter output, IReadOnlyList<Measurement> measurements, string contender, string baseline)
    {
        var against = measurements.Where(one => one.Contender == baseline).ToLookup(one => one.Scenario);
        var rows = measurements
            .Where(one => one.Contender == contender && against.Contains(one.Scenario))
            .GroupBy(one => one.Scenario)
            .Select(group => (IEnumerable<string>)
            [
                group.Key.Title, Ratio(group, against[group.Key], one => one.ServerMicroseconds), Ratio(group, against[group.Key], one => one.Load.Rate),
            ])
            .ToList();
        if (rows.Count > 0)
        {
            await MarkdownTable.WriteAsync(output, $"`{contender}` against `{baseline}`", ["scenario", "server CPU per request", "rate"], rows);
        }
    }

    private static string Rounds(IReadOnlyList<Measurement> measurements)
    {
        var others = Spread.Of(measurements.Select(one => one.OthersCpu));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{measurements.Max(measurement => measurement.Round)} rounds; meanwhile other programs used {others.Median:0 %} of the machine, {others.Max:0 %} at most");
    }

    private static string Median(IEnumerable<Measurement> measurements, Func<Measurement, double> value, string format) =>
        Spread.Of(measurements.Select(value)).Median.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The median of the ratios of each round, and the smallest and largest of them; of the rounds in which both were measured.</summary>
    private static string Ratio(IEnumerable<Measurement> measurements, IEnumerable<Measurement> baseline, Func<Measurement, double> value)
    {
        var ratios = measurements.Join(baseline, one => one.Round, other => other.Round, (one, other) => value(one) / value(other)).ToList();
        if (ratios.Count == 0)
        {
            return "–";
        }

        var (median, min, max) = Spread.Of(ratios);
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} ({min:0.00}–{max:0.00})");
    }

    /// <param name="Name">The heading.</param>
    /// <param name="Cell">What stands in the row of a contender, of which these are all measurements.</param>
    private sealed record Column(string Name, Func<IReadOnlyList<Measurement>, string> Cell);
}

using System.CommandLine;
using System.Globalization;
using Metrics.Benchmarks.Compare;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Soak;

/// <summary>The <c>soak</c> command: ours under a steady load for a long time. Memory and queues must stay level, and nothing may fail.</summary>
internal sealed class SoakCommand
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private readonly Option<int> _minutes = CommandParts.Number("--minutes", 10, "For how long.");
    private readonly Option<int> _percent = CommandParts.Number("--percent", 70, "The load, in percent of the highest rate.");
    private readonly Option<int> _warmUp = CommandParts.Number("--warm-up", 20, "For how many seconds it runs before the highest rate is measured.");
    private readonly Option<string> _contender = CommandParts.OursOption();

    public static Command Create(TimeProvider time, TextWriter output, TextWriter progress)
    {
        var soak = new SoakCommand();
        var command = new Command("soak", "Load ours steadily for a long time, and print a table with a row for each minute.")
        {
            soak._minutes, soak._percent, soak._warmUp, soak._contender,
        };
        command.SetAction((parsed, stop) => soak.RunAsync(parsed, time, output, progress, stop));
        return command;
    }

    private async Task RunAsync(ParseResult parsed, TimeProvider time, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        CommandParts.RequireSense();
        var contender = CommandParts.Ours(parsed.GetRequiredValue(_contender));
        await Machine.WriteAsync(output, time, [contender], stop);
        using var running = await contender.StartAsync(stop);
        await running.WarmUpAsync(Scenario.ManyKeys, TimeSpan.FromSeconds(parsed.GetValue(_warmUp)), stop);
        var highest = await running.WarmUpAsync(Scenario.ManyKeys, TimeSpan.FromSeconds(10), stop);
        var rate = highest.Rate * parsed.GetValue(_percent) / 100;
        await MarkdownTable.WriteHeadAsync(
            output,
            string.Create(CultureInfo.InvariantCulture, $"`{contender.Name}` at {rate:N0} requests/s, {parsed.GetValue(_percent)} % of its highest rate"),
            ["minute", "requests/s", "failed", "p50 ms", "p99 ms", "p99.9 ms", "resident MB", "heap after collection MB", "longest queue"]);
        for (var minute = 1; minute <= parsed.GetValue(_minutes); minute++)
        {
            await MarkdownTable.WriteRowAsync(output, await MeasureAsync(running, minute, rate, stop));
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Minute {minute} of {parsed.GetValue(_minutes)}"));
        }
    }

    private static async Task<IEnumerable<string>> MeasureAsync(RunningContender running, int minute, double rate, CancellationToken stop)
    {
        using var telemetry = new ServerTelemetry(running.Target.Addresses);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var queue = LongestQueueAsync(telemetry, ended.Token);
        var load = await OpenLoop.RunAsync(running.Target, Scenario.ManyKeys, rate, TimeSpan.FromMinutes(1), stop);
        await ended.CancelAsync();
        return
        [
            Text(minute, "0"), Text(load.Rate, "N0"), Text(load.Failed, "0"), Text(load.P50 / 1e3, "N2"), Text(load.P99 / 1e3, "N2"), Text(load.P999 / 1e3, "N2"),
            Text(running.Memory / 1e6, "N0"), Text(await telemetry.HeapAsync(stop) / 1e6, "N0"), Text(await queue, "N0"),
        ];
    }

    /// <summary>The longest queue that was seen until it is cancelled; null where the service does not tell.</summary>
    private static async Task<double?> LongestQueueAsync(ServerTelemetry telemetry, CancellationToken ended)
    {
        double? longest = null;
        try
        {
            using var timer = new PeriodicTimer(SampleInterval);
            while (await timer.WaitForNextTickAsync(ended))
            {
                var length = await telemetry.QueueLengthAsync(ended);
                longest = longest is null || length > longest ? length : longest;
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }

        return longest;
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}

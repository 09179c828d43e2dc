using System.CommandLine;
using System.Globalization;
using Metrics.Benchmarks.Compare;

namespace Metrics.Benchmarks.Buckets;

/// <summary>The <c>buckets</c> command: 100,000 keys in one time bucket. What they cost while they are in use, and whether they let go of it.</summary>
internal sealed class BucketsCommand
{
    /// <summary>A metric may have 100,000 keys. These come before the measurement, so that less of what a new key needs is compiled during it.</summary>
    private static readonly Scenario FirstKeys = Scenario.Wide with { Keys = 20_000 };

    private static readonly Scenario NewKeys = Scenario.Wide with { Keys = 80_000, FirstKey = FirstKeys.Keys + 1 };

    /// <summary>Somebody always sends something; and without any allocation nothing would ever be collected.</summary>
    private static readonly Scenario Trickle = Scenario.HotKey with { Connections = 10 };

    private readonly Option<int> _idleMinutes = CommandParts.Number("--idle-minutes", 4, "For how long the keys are left alone. Buckets leave memory after two to three.");
    private readonly Option<int> _warmUp = CommandParts.Number("--warm-up", 20, "For how many seconds it runs before it is measured.");
    private readonly Option<string> _contender = CommandParts.OursOption();

    public static Command Create(TimeProvider time, TextWriter output, TextWriter progress)
    {
        var buckets = new BucketsCommand();
        var command = new Command("buckets", "Fill ours with 100,000 keys, leave them alone, and print a table of its memory.")
        {
            buckets._idleMinutes, buckets._warmUp, buckets._contender,
        };
        command.SetAction((parsed, stop) => buckets.RunAsync(parsed, time, output, progress, stop));
        return command;
    }

    private async Task RunAsync(ParseResult parsed, TimeProvider time, TextWriter output, TextWriter progress, CancellationToken stop)
    {
        CommandParts.RequireSense();
        var contender = CommandParts.Ours(parsed.GetRequiredValue(_contender));
        await Machine.WriteAsync(output, time, [contender], stop);
        await BucketMemory.WriteAsync(output);

        using var running = await contender.StartAsync(stop);
        using var telemetry = new ServerTelemetry(running.Target.Addresses);
        await MarkdownTable.WriteHeadAsync(
            output, $"`{contender.Name}` with 100,000 keys, a process of its own", ["then", "requests/s", "failed", "resident MB", "heap after collection MB"]);
        async Task WriteAsync(string then, LoadReport load)
        {
            await MarkdownTable.WriteRowAsync(
                output,
                [then, Text(load.Rate), Text(load.Failed), Text(running.Memory / 1e6), Text(await telemetry.HeapAsync(stop) / 1e6)]);
            await progress.WriteLineAsync(then);
        }

        await EachOnce.RunAsync(running.Target, FirstKeys, stop);
        await running.WarmUpAsync(Scenario.ManyKeys, TimeSpan.FromSeconds(parsed.GetValue(_warmUp)), stop);
        await WriteAsync("1,000 keys, over and over", await running.WarmUpAsync(Scenario.ManyKeys, TimeSpan.FromSeconds(10), stop));
        await WriteAsync("80,000 more keys, each for the first time", await EachOnce.RunAsync(running.Target, NewKeys, stop));
        await WriteAsync("80,000 keys, each for the second time", await EachOnce.RunAsync(running.Target, NewKeys, stop));
        for (var minute = 1; minute <= parsed.GetValue(_idleMinutes); minute++)
        {
            await WriteAsync(
                string.Create(CultureInfo.InvariantCulture, $"minute {minute} of one key"),
                await OpenLoop.RunAsync(running.Target, Trickle, rate: 100, TimeSpan.FromMinutes(1), stop));
        }
    }

    private static string Text(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}

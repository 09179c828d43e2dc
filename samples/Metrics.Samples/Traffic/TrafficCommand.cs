using System.CommandLine;
using Metrics.Samples.Playbooks;

namespace Metrics.Samples.Traffic;

/// <summary>The <c>traffic</c> command: playbook-like metrics with a past and a present.</summary>
internal sealed class TrafficCommand
{
    private readonly ServerOptions _server = new();

    private readonly Option<int> _days = new Option<int>("--days")
    {
        Description = "How many days of history new metrics get.",
        DefaultValueFactory = _ => 14,
    }.Within(0, 366);

    private readonly Option<double> _rate = new Option<double>("--rate")
    {
        Description = "Live points per second.",
        DefaultValueFactory = _ => 5,
    }.Within(0.01, 10_000);

    private readonly Option<double?> _seconds = new Option<double?>("--seconds")
    {
        Description = "Stop the live points after that time; otherwise at Ctrl+C.",
    }.Within(0, 1_000_000);

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The same seed draws the same points for the same times.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(TimeProvider time)
    {
        var traffic = new TrafficCommand();
        var command = new Command("traffic", "Post playbook-like traffic: some history first, then live points.")
        {
            traffic._days, traffic._rate, traffic._seconds, traffic._seed,
        };
        traffic._server.AddTo(command);
        command.SetAction((parsed, stop) => traffic.RunAsync(parsed, time, stop));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, TimeProvider time, CancellationToken stop)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var client = _server.Connect(parsed, PlaybookMetric.All.Count, time);
        var seed = (ulong)parsed.GetValue(_seed);
        var sender = await TrafficSender.CreateAsync(client, _server.Prefix(parsed), error, stop);

        var now = time.GetUtcNow();
        await sender.BackfillAsync(new PlaybookHistory(seed).Between(now.AddDays(-parsed.GetValue(_days)), now), stop);

        var rate = parsed.GetValue(_rate);
        var live = new PlaybookLive(seed, rate);
        var progress = new Progress(error, time, total: null, inPlace: !Console.IsErrorRedirected);
        var seconds = parsed.GetValue(_seconds);
        using var timeout = new CancellationTokenSource(
            seconds is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds.Value), time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        await error.WriteLineAsync("Live points now; Ctrl+C ends them.");
        await progress.ShowWhileAsync(() => sender.SendLiveAsync(live.Point, rate, progress, time, ended.Token));
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"Sent {progress.Summary()} live.");
        return 0;
    }
}

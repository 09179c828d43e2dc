using System.Diagnostics;
using System.Runtime.CompilerServices;
using Metrics.FaultTests.Load;

namespace Metrics.FaultTests.Support;

/// <summary>One scenario: its seed, its load, its faults, and the check at its end.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    /// <summary>A time without acknowledgement that is longer than what a busy machine explains.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);

    /// <summary>When everything has to work again after a fault, whichever it was, and however busy the machine. How soon it does is reported.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Report _report;
    private readonly string _name;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _isChecked;

    private Scenario(Report report, string name, ulong seed)
    {
        (_report, _name, Seed) = (report, name, seed);
        Random = SplitMix64.For(seed, thing: -1);
    }

    public ulong Seed { get; }

    /// <summary>What the faults are drawn from.</summary>
    public SplitMix64 Random { get; }

    /// <summary>The load of the scenario; null before <see cref="LoadAsync"/>.</summary>
    public LoadClient Load { get; private set; } = null!;

    public static Scenario Begin(Report report, [CallerMemberName] string name = "")
    {
        var scenario = new Scenario(report, name, FaultRun.Seed);
        scenario.Say($"METRICS_FAULTS_SEED={FaultRun.Seed}{(FaultRun.IsLong ? " METRICS_FAULTS=long" : "")}");
        return scenario;
    }

    public void Say(string line) => _report.Write(_name, line);

    /// <summary>Starts the load and waits until each bucket has been written.</summary>
    public async Task<LoadClient> LoadAsync(IEnumerable<Uri> addresses, Func<LoadPlan, LoadPlan>? change = null)
    {
        var plan = new LoadPlan { Seed = Seed, Metric = $"{_name[..Math.Min(30, _name.Length)]}-{_start % 1_000_000}" };
        Load = new LoadClient(change?.Invoke(plan) ?? plan, addresses);
        var begin = Stopwatch.GetTimestamp();
        await Load.StartAsync();
        Assert.True(await Load.WaitForAllBucketsAsync(begin, Patience), $"The load does not get going: {Load.Summary()}");
        return Load;
    }

    /// <summary>Waits until every bucket has acknowledged something that is sent from now on.</summary>
    /// <param name="fault">When the fault was injected.</param>
    /// <returns>For each bucket that fell silent after the fault: for how long.</returns>
    public async Task<IReadOnlyList<TimeSpan>> WaitForRecoveryAsync(long fault)
    {
        var recovered = await Load.WaitForAllBucketsAsync(Stopwatch.GetTimestamp(), Patience);
        if (!recovered)
        {
            await StopAndAssertAsync();
            Assert.Fail($"Requests do not succeed again within {Patience.TotalSeconds} s: {Load.Summary()}");
        }

        // Who has just been acknowledged may be silent again, so this looks on until it is known for how long.
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var windows = Load.WindowsSince(fault, Silence);
            if (!windows.Contains(TimeSpan.MaxValue) || Stopwatch.GetElapsedTime(start) > Patience)
            {
                Assert.DoesNotContain(TimeSpan.MaxValue, windows);
                return windows;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>A pause between two moments, both in seconds, drawn by the seed.</summary>
    public Task PauseAsync(double least, double most) =>
        Task.Delay(Random.Between((int)(least * 1000), (int)(most * 1000)));

    /// <summary>Stops the load, reads every bucket and holds it against what was sent.</summary>
    public async Task StopAndAssertAsync()
    {
        _isChecked = true;
        var violations = await Load.StopAndCheckAsync();
        Say($"{Load.Summary()}; {violations.Count} violations; {Stopwatch.GetElapsedTime(_start).TotalSeconds:0} s in all");
        Assert.True(violations.Count == 0, $"Seed {Seed}:\n{string.Join('\n', violations.Take(20))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Load is not null)
        {
            if (!_isChecked)
            {
                Say($"ends before its check: {Load.Summary()}");
            }

            await Load.DisposeAsync();
        }
    }
}

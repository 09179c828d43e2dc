using System.Globalization;
using Metrics.Benchmarks.Contenders;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// Measures the contenders by turns. Machines are noisy, and slow down and speed up within minutes: what is compared must
/// be measured close together, and more than once.
/// </summary>
internal sealed class Comparison(
    IReadOnlyList<IContender> contenders, IReadOnlyList<Scenario> scenarios, TimeSpan warmUp, TimeSpan duration, TextWriter progress)
{
    /// <summary>Measures so many rounds and tells each measurement when it is made.</summary>
    public async Task RunAsync(int firstRound, int rounds, Func<Measurement, Task> onMeasured, CancellationToken stop)
    {
        for (var round = firstRound; round < firstRound + rounds; round++)
        {
            // Every second round backwards, so that nobody gains from what stands before it.
            foreach (var contender in round % 2 == 0 ? contenders.Reverse() : contenders)
            {
                await MeasureAsync(contender, round, onMeasured, stop);
            }
        }
    }

    private async Task MeasureAsync(IContender contender, int round, Func<Measurement, Task> onMeasured, CancellationToken stop)
    {
        var taken = scenarios.Where(contender.Takes).ToList();
        if (taken.Count == 0)
        {
            return;
        }

        using var running = await contender.StartAsync(stop);

        for (var i = 0; i < taken.Count; i++)
        {
            // Requests with many points take another way, which is compiled once they come. Each of several processes is compiled by
            // itself, and all of them on the same cores.
            var scenario = taken[i];
            if (i == 0 || scenario.IsBulk && !taken[i - 1].IsBulk)
            {
                await running.WarmUpAsync(scenario, warmUp * running.Target.Addresses.Count, stop);
            }

            var measurement = await running.MeasureAsync(round, contender.Name, scenario, duration, stop);
            await onMeasured(measurement);
            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Round {round}: {contender.Name}, {scenario.Name}: {measurement.Load.Rate:N0} requests/s, {measurement.Load.Failed} failed, others {measurement.OthersCpu:0 %}"));
        }
    }
}

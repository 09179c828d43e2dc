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
    public async Task<IReadOnlyList<Measurement>> RunAsync(int rounds, CancellationToken stop)
    {
        var measurements = new List<Measurement>();
        for (var round = 1; round <= rounds; round++)
        {
            // Every second round backwards, so that nobody gains from what stands before it.
            var backwards = round % 2 == 0;
            foreach (var contender in backwards ? contenders.Reverse() : contenders)
            {
                using var running = await contender.StartAsync(stop);
                await running.WarmUpAsync(Scenario.ManyKeys, warmUp, stop);
                foreach (var scenario in backwards ? scenarios.Reverse() : scenarios)
                {
                    var measurement = await running.MeasureAsync(round, contender.Name, scenario, duration, stop);
                    measurements.Add(measurement);
                    await progress.WriteLineAsync(Line(measurement, rounds));
                }
            }
        }

        return measurements;
    }

    private static string Line(Measurement measurement, int rounds) => string.Create(
        CultureInfo.InvariantCulture,
        $"Round {measurement.Round} of {rounds}: {measurement.Contender}, {measurement.Scenario.Name}: {measurement.Load.Rate:N0} requests/s, {measurement.Load.Failed} failed");
}

using System.Collections.Concurrent;
using System.Globalization;
using Metrics.Client;

namespace Metrics.Samples.Load;

/// <summary>The running values of some keys on one day, collected while the points are sent.</summary>
internal sealed class ShownValues(IReadOnlyList<string> keys, DateOnly day)
{
    private readonly ConcurrentDictionary<(int Metric, string Key), RunningValue> _values = new();

    /// <summary>True when the server should be asked for the running value.</summary>
    public bool Wants(LoadPoint point) => point.Day == day && keys.Contains(point.Key);

    /// <summary>Keeps the value of a series; the points of a series come one after another, so the last one stands.</summary>
    public void Keep(LoadPoint point, RunningValue value) => _values[(point.Metric, point.Key)] = value;

    /// <summary>Writes a block per metric with a line per key.</summary>
    public async Task WriteAsync(TextWriter output, IReadOnlyList<string> metrics)
    {
        if (keys.Count == 0)
        {
            return;
        }

        await output.WriteLineAsync($"Running values on {day:O}, as the server returned them:");
        var width = keys.Max(key => key.Length);
        for (var metric = 0; metric < metrics.Count; metric++)
        {
            await output.WriteLineAsync(metrics[metric]);
            foreach (var key in keys)
            {
                var value = _values.TryGetValue((metric, key), out var running) ? running.Value.ToString(CultureInfo.InvariantCulture) : "no point on that day";
                await output.WriteLineAsync($"  {key.PadRight(width)}  {value}");
            }
        }
    }
}

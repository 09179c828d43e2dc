using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Metrics.FaultTests.Support;

/// <summary>Says what a scenario does and measures, where whoever runs it sees it whether it passes or not.</summary>
public sealed class Report(IMessageSink sink)
{
    public void Write(string scenario, string line)
    {
        sink.OnMessage(new DiagnosticMessage($"{scenario}: {line}"));
        if (FaultRun.Log is { } log)
        {
            File.AppendAllText(log, $"{scenario}: {line}\n");
        }
    }

    /// <summary>Median, 90th percentile and maximum, in seconds.</summary>
    public static string Distribution(IReadOnlyCollection<TimeSpan> times)
    {
        if (times.Count == 0)
        {
            return "none";
        }

        var sorted = times.Order().ToArray();
        return $"{sorted.Length} measured, median {At(0.5)}, p90 {At(0.9)}, max {At(1)}";

        string At(double share)
        {
            var time = sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
            return time == TimeSpan.MaxValue ? "never" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
        }
    }
}

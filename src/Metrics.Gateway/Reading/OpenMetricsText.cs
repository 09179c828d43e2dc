using System.Globalization;
using System.Text;

namespace Metrics.Gateway.Reading;

/// <summary>
/// Writes values in the OpenMetrics text format, as gauges: a value begins anew with each bucket. Beside each value stands the start
/// of its bucket, which tells a value of today from one of last year.
/// </summary>
/// <param name="writer">Where to.</param>
internal sealed class OpenMetricsText(TextWriter writer)
{
    /// <summary>The type of the answer.</summary>
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Before the name of each metric, so that none is mistaken for what other services tell of themselves.</summary>
    private const string Prefix = "custom_metric_";

    private const string StartSuffix = "_bucket_start_seconds";

    private readonly HashSet<string> _families = [];

    /// <summary>Writes the values of a metric; nothing where there are none.</summary>
    public async Task WriteAsync(MetricDefinition metric, IAsyncEnumerable<DataPoint> points)
    {
        var family = FamilyOf(metric);
        var starts = new List<(string Labels, long Start)>();
        await foreach (var point in points)
        {
            if (starts.Count == 0)
            {
                await WriteHeadAsync(family, metric.Description ?? $"{metric.AggregationType} of {metric.Name}, {metric.Interval}");
            }

            var labels = LabelsOf(metric, point.Key);
            starts.Add((labels, point.BucketStart.ToUnixTimeSeconds()));
            await writer.WriteAsync($"{family}{labels} {ExactDecimal.Format(point.Value!.Value)}\n");
        }

        if (starts.Count > 0)
        {
            await WriteHeadAsync(family + StartSuffix, $"When the time bucket of {family} began, in Unix seconds");
        }

        foreach (var (labels, start) in starts)
        {
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{family}{StartSuffix}{labels} {start}\n"));
        }
    }

    /// <summary>Writes the line without which a reader takes the text for cut off.</summary>
    public Task WriteEndAsync() => writer.WriteAsync("# EOF\n");

    /// <summary>The name of the metric with <c>_</c> for all that may not be there. Where another one is called so already, its id makes the difference.</summary>
    private string FamilyOf(MetricDefinition metric)
    {
        var name = new StringBuilder(Prefix);
        foreach (var rune in metric.Name.EnumerateRunes())
        {
            name.Append(Rune.IsLetterOrDigit(rune) && rune.IsAscii ? (char)rune.Value : '_');
        }

        var family = name.ToString();
        while (!_families.Add(family) || !_families.Add(family + StartSuffix))
        {
            family = string.Create(CultureInfo.InvariantCulture, $"{family}_{metric.Id}");
        }

        return family;
    }

    private static string LabelsOf(MetricDefinition metric, string key) =>
        metric.KeyedValues ? $"{{metric=\"{Escape(metric.Name)}\",key=\"{Escape(key)}\"}}" : $"{{metric=\"{Escape(metric.Name)}\"}}";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private async Task WriteHeadAsync(string family, string help)
    {
        await writer.WriteAsync($"# TYPE {family} gauge\n");

        // A quotation mark is escaped here in OpenMetrics and must not be in Prometheus' older format, which some readers still take it for.
        await writer.WriteAsync($"# HELP {family} {Escape(help.Replace('"', '\''))}\n");
    }
}

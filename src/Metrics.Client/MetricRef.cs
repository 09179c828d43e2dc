using System.Globalization;

namespace Metrics.Client;

/// <summary>Names a metric: by its id, which survives a rename, or by its name. A <see cref="Metric"/>, a number or a text converts by itself.</summary>
/// <remarks>
/// No metric is called <c>.</c>, <c>..</c> or nothing, and the path of such a name would be that of something else: a call that has it in its
/// path throws an <see cref="ArgumentException"/>.
/// </remarks>
public readonly record struct MetricRef
{
    /// <summary>The path of all metrics.</summary>
    internal const string AllPath = "v2/customMetrics";

    private readonly string? _text;

    private MetricRef(string text, long? id) => (_text, Id) = (text, id);

    /// <summary>The id, where the metric is named by it.</summary>
    internal long? Id { get; }

    /// <summary>By id.</summary>
    public static MetricRef FromInt64(long id) => new(id.ToString(CultureInfo.InvariantCulture), id);

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">It has half a surrogate pair, which has no form in UTF-8.</exception>
    public static MetricRef FromString(string name) => new(WellFormed.Text(name, nameof(name))!, id: null);

    /// <summary>By its id.</summary>
    public static MetricRef FromMetric(Metric metric) => FromInt64(metric.Id);

    /// <inheritdoc cref="FromInt64"/>
    public static implicit operator MetricRef(long id) => FromInt64(id);

    /// <inheritdoc cref="FromString"/>
    public static implicit operator MetricRef(string name) => FromString(name);

    /// <inheritdoc cref="FromMetric"/>
    public static implicit operator MetricRef(Metric metric) => FromMetric(metric);

    /// <summary>The id in digits, or the name.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>The path of the metric, percent-encoded.</summary>
    /// <param name="parameter">What the caller calls the metric.</param>
    /// <exception cref="ArgumentException">There is none: an address leaves such segments out, and would be that of something else.</exception>
    internal string Path(string parameter = "metric") => ToString() is not ("" or "." or "..") and var text
        ? $"{AllPath}/{Uri.EscapeDataString(text)}"
        : throw new ArgumentException($"No metric can have the name '{this}'.", parameter);
}

using System.Globalization;

namespace Metrics.Tests.Support;

/// <summary>What a process shows at <c>/metrics</c>.</summary>
internal sealed class MetricsPage
{
    private readonly string[] _lines;

    private MetricsPage(string text) => _lines = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Reads the page, without a token, as Prometheus does.</summary>
    public static async Task<MetricsPage> ReadAsync(Uri address)
    {
        using var anonymous = new HttpClient { BaseAddress = address };
        return new((await anonymous.Get("/metrics")).Body);
    }

    /// <summary>The names of all series.</summary>
    public IEnumerable<string> Names => _lines.Select(line => line.Split('{', ' ')[0]).Distinct();

    /// <summary>The value of the one series of this name, and with this label where one is given: <c>reason="conflict"</c>.</summary>
    public double this[string name, string label = ""] =>
        double.Parse(Assert.Single(_lines, line => IsOf(line, name, label)).Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>Whether there is a series of this name and with this label.</summary>
    public bool Has(string name, string label) => Array.Exists(_lines, line => IsOf(line, name, label));

    private static bool IsOf(string line, string name, string label) =>
        line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ' && line.Contains(label, StringComparison.Ordinal);
}

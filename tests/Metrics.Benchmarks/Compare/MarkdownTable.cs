using System.Globalization;

namespace Metrics.Benchmarks.Compare;

/// <summary>A table in Markdown, its first column to the left and all others to the right.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes the title, the head, and the row of each.</summary>
    public static async Task WriteAsync(TextWriter output, string title, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        await WriteHeadAsync(output, title, columns);
        foreach (var row in rows)
        {
            await WriteRowAsync(output, row);
        }
    }

    /// <summary>Begins a table whose rows come one by one.</summary>
    public static async Task WriteHeadAsync(TextWriter output, string title, IReadOnlyList<string> columns)
    {
        await output.WriteLineAsync($"\n### {title}\n");
        await output.WriteLineAsync($"| {string.Join(" | ", columns)} |");
        await output.WriteLineAsync($"|---|{string.Concat(columns.Skip(1).Select(_ => "--:|"))}");
    }

    /// <summary>Goes on with a table.</summary>
    public static Task WriteRowAsync(TextWriter output, IEnumerable<string> cells) => output.WriteLineAsync($"| {string.Join(" | ", cells)} |");

    /// <summary>A number for a cell.</summary>
    public static string Number(double value, int decimals = 0) => value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
}

using System.CommandLine.Parsing;

namespace Metrics.Samples.Load;

/// <summary>A column of the file and the metric that it feeds.</summary>
internal sealed record ValueColumn(string Metric, string Column)
{
    /// <summary>Reads the <c>metric=column</c> of each <c>--value</c>.</summary>
    public static ValueColumn[]? Parse(ArgumentResult result)
    {
        var columns = new List<ValueColumn>();
        foreach (var token in result.Tokens)
        {
            if (token.Value.Split('=', 2) is not [{ Length: > 0 } metric, { Length: > 0 } column])
            {
                result.AddError($"--value takes <metric name>=<column>, and not '{token.Value}'.");
                return null;
            }

            columns.Add(new ValueColumn(metric, column));
        }

        return [.. columns];
    }
}

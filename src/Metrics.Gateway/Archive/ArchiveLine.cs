using Metrics.Gateway.Definitions;
using Metrics.Gateway.V2;

namespace Metrics.Gateway.Archive;

/// <summary>One line of an export: a definition or a value.</summary>
/// <param name="CustomMetricConfig">A metric; its values come after it.</param>
/// <param name="CustomMetricData">A value of a metric that came before.</param>
public sealed record ArchiveLine(ArchivedDefinition? CustomMetricConfig = null, ArchivedValue? CustomMetricData = null);

/// <summary>A definition in an export: the members that an answer of the API has, in the same order.</summary>
/// <param name="Id">The id, positive.</param>
/// <param name="Name">The name.</param>
/// <param name="DataType">Average, Count, First, Last, Max, Min or Sum.</param>
/// <param name="Interval">Hourly, Daily, Weekly, Monthly or Yearly.</param>
/// <param name="KeyedValues">Whether each point names a key.</param>
/// <param name="Description">Left out where there is none.</param>
public sealed record ArchivedDefinition(long Id, string Name, string DataType, string Interval, bool KeyedValues = false, string? Description = null)
{
    /// <summary>The line of a definition.</summary>
    internal static ArchiveLine Of(MetricDefinition metric) => new(CustomMetricConfig: new(
        metric.Id, metric.Name, metric.AggregationType.ToString(), metric.Interval.ToString(), metric.KeyedValues, metric.Description));

    /// <summary>The definition, under the same rules as one that is created.</summary>
    /// <exception cref="ApiFailure">400: a member is missing or not valid.</exception>
    internal MetricDefinition ToDefinition() => Id > 0
        ? new DefinitionRequest(Name, DataType, Interval, KeyedValues, Description).ToDraft() with { Id = Id }
        : throw ApiFailure.Malformed("id must be a positive number");
}

/// <summary>A value in an export: all that its running value is made of. Numbers are strings, since many programs would round them.</summary>
/// <param name="Metric">The id of the metric, as the export has it.</param>
/// <param name="Name">The key; left out for a metric that is not keyed.</param>
/// <param name="Date">The start of the time bucket, in UTC.</param>
/// <param name="Count">How many points went in.</param>
/// <param name="Sum">Σ value; of a Sum only.</param>
/// <param name="Weight">Σ weight; of an Average only.</param>
/// <param name="WeightedSum">Σ (value · weight); of an Average only.</param>
/// <param name="Min">The smallest value; of a Min only.</param>
/// <param name="Max">The largest value; of a Max only.</param>
/// <param name="First">The first value that arrived; of a First only.</param>
/// <param name="Last">The last value that arrived; of a Last only.</param>
public sealed record ArchivedValue(
    long Metric,
    string? Name,
    string Date,
    long Count,
    string? Sum = null,
    string? Weight = null,
    string? WeightedSum = null,
    string? Min = null,
    string? Max = null,
    string? First = null,
    string? Last = null);

/// <summary>The data of the answer to an import.</summary>
/// <param name="CustomMetrics">How many metrics the definitions were of.</param>
/// <param name="Values">How many values came in.</param>
public sealed record ImportData(int CustomMetrics, long Values);

namespace Metrics.Gateway.Definitions;

// A member that is required, and that a request lacks, is null all the same: DefinitionReader finds that.

/// <summary>A metric definition as it is sent.</summary>
/// <param name="Name">1 to 45 characters, unique in the organization, not digits only, without / and control characters.</param>
/// <param name="DataType">One of Average, Count, First, Last, Max, Min, Sum; in any case.</param>
/// <param name="Interval">One of Hourly, Daily, Weekly, Monthly, Yearly; in any case.</param>
/// <param name="KeyedValues">Whether each point names a key. Default: false.</param>
/// <param name="Description">1 to 500 characters, or left out.</param>
public sealed record DefinitionRequest(string Name, string DataType, string Interval, bool? KeyedValues = null, string? Description = null);

/// <summary>A change of a metric definition. What it leaves out stays as it is.</summary>
/// <param name="Name">Another name, under the rules of the first one.</param>
/// <param name="Description">1 to 500 characters; an empty one removes the description.</param>
/// <param name="DataType">May be there, but cannot change.</param>
/// <param name="Interval">May be there, but cannot change.</param>
/// <param name="KeyedValues">May be there, but cannot change.</param>
public sealed record DefinitionChangeRequest(
    string? Name = null, string? Description = null, string? DataType = null, string? Interval = null, bool? KeyedValues = null);

/// <summary>A metric definition as it is answered.</summary>
/// <param name="Id">Positive, unique across the deployment, never used again.</param>
/// <param name="Name">The name.</param>
/// <param name="DataType">Average, Count, First, Last, Max, Min or Sum.</param>
/// <param name="Interval">Hourly, Daily, Weekly, Monthly or Yearly.</param>
/// <param name="KeyedValues">Whether each point names a key.</param>
/// <param name="Description">Left out where there is none.</param>
public sealed record CustomMetricConfig(long Id, string Name, AggregationType DataType, Interval Interval, bool KeyedValues, string? Description = null)
{
    /// <summary>The wire form of a definition.</summary>
    internal static CustomMetricConfig Of(MetricDefinition definition) => new(
        definition.Id, definition.Name, definition.AggregationType, definition.Interval, definition.KeyedValues, definition.Description);
}

/// <summary>The data of an answer about one metric.</summary>
/// <param name="CustomMetricConfig">The metric.</param>
public sealed record DefinitionData(CustomMetricConfig CustomMetricConfig);

/// <summary>The data of an answer about many metrics.</summary>
/// <param name="ResultCount">How many there are in all; only on the first page (<c>resultStart</c> 0).</param>
/// <param name="CustomMetricConfig">This page, by id.</param>
public sealed record DefinitionListData(int? ResultCount, IReadOnlyList<CustomMetricConfig> CustomMetricConfig);

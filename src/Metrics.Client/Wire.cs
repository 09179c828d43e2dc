using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Client;

/// <summary>A definition as it travels.</summary>
/// <exception cref="ArgumentException">A text has half a surrogate pair, which has no form in UTF-8.</exception>
internal sealed record WireDefinition(
    string? Name = null, DataType? DataType = null, Interval? Interval = null, bool? KeyedValues = null, string? Description = null, long? Id = null)
{
    public string? Name { get; } = WellFormed.Text(Name, "name");

    public string? Description { get; } = WellFormed.Text(Description, "description");

    public static WireDefinition Of(MetricDefinition definition) => new(
        definition.Name, definition.DataType, definition.Interval, definition.KeyedValues, definition.Description);

    public Metric ToMetric() => new(
        Id!.Value, new MetricDefinition(Name!, DataType!.Value, Interval!.Value, KeyedValues ?? false, Description));
}

internal sealed record DefinitionAnswer(DefinitionData Data);

internal sealed record DefinitionData(WireDefinition CustomMetricConfig);

internal sealed record DefinitionListAnswer(DefinitionListData Data);

internal sealed record DefinitionListData(IReadOnlyList<WireDefinition> CustomMetricConfig);

internal sealed record SuccessAnswer(string Status);

internal sealed record AcceptedAnswer(AcceptedData Data);

internal sealed record AcceptedData(int Accepted);

internal sealed record DeletedAnswer(DeletedData Data);

internal sealed record DeletedData(long Deleted);

internal sealed record PointsAnswer(PointsData Data);

internal sealed record PointsData(IReadOnlyList<DataPoint> CustomMetricData);

internal sealed record KeysAnswer(KeysData Data);

internal sealed record KeysData(IReadOnlyList<KeyValue> CustomMetricKey);

/// <param name="Status">Of any kind: other services have failures with a number here, and a message that is worth reading.</param>
/// <param name="Message">What was wrong.</param>
/// <param name="Data">Which points.</param>
internal sealed record FailureAnswer(JsonElement? Status = null, string? Message = null, FailureData? Data = null)
{
    /// <summary>Whether this is a failure as the API tells it.</summary>
    public bool IsOfTheApi() => Message is not null && Status is { ValueKind: JsonValueKind.String } status && status.ValueEquals("Failure");
}

internal sealed record FailureData(IReadOnlyList<PointError>? Errors = null);

/// <summary>The JSON of the API, generated at build time. What lacks a member is not of the API.</summary>
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireDefinition))]
[JsonSerializable(typeof(DefinitionAnswer))]
[JsonSerializable(typeof(DefinitionListAnswer))]
[JsonSerializable(typeof(SuccessAnswer))]
[JsonSerializable(typeof(AcceptedAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(PointsAnswer))]
[JsonSerializable(typeof(KeysAnswer))]
[JsonSerializable(typeof(RunningValue))]
[JsonSerializable(typeof(FailureAnswer))]
internal sealed partial class WireJsonContext : JsonSerializerContext;

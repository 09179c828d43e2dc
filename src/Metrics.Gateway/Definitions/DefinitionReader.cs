using Metrics.Gateway.V2;
using Metrics.Silo.Grains;

namespace Metrics.Gateway.Definitions;

/// <summary>Turns the request to create or change a metric into its definition, or says what is wrong with it.</summary>
internal static class DefinitionReader
{
    /// <summary>The definition that a create asks for, with the id 0.</summary>
    /// <exception cref="ApiFailure">400: a member is missing or not valid.</exception>
    public static MetricDefinition ToDraft(this DefinitionRequest request) => new(
        0,
        ValidName(request.Name),
        Choice<AggregationType>(request.DataType, "dataType"),
        Choice<Interval>(request.Interval, "interval"),
        request.KeyedValues ?? false,
        ValidDescription(request.Description));

    /// <summary>The change that a request asks for. What it leaves out stays; an empty description removes the one there is.</summary>
    /// <exception cref="ApiFailure">400: a member is not valid, or would change what a metric is.</exception>
    public static MetricChange ToChangeOf(this DefinitionChangeRequest request, MetricDefinition current)
    {
        var change = new MetricChange(
            request.Name is null ? null : ValidName(request.Name),
            request.Description is null ? null : ValidDescription(request.Description) ?? "");
        RequireUnchanged(request.DataType is null || Choice<AggregationType>(request.DataType, "dataType") == current.AggregationType, "dataType");
        RequireUnchanged(request.Interval is null || Choice<Interval>(request.Interval, "interval") == current.Interval, "interval");
        RequireUnchanged(request.KeyedValues is null || request.KeyedValues == current.KeyedValues, "keyedValues");
        return change;
    }

    private static string ValidName(string? name) =>
        name is not null && MetricDefinition.IsName(name) ? name
        : name is { Length: > 0 } && Text.HasLength(name, MetricDefinition.MaxNameLength)
            ? throw ApiFailure.Malformed("name must not be digits only, '.' or '..', nor contain '/' or control characters")
        : throw ApiFailure.Invalid(ApiMessages.InvalidName);

    private static string? ValidDescription(string? description) =>
        string.IsNullOrEmpty(description) ? null
        : MetricDefinition.IsDescription(description) ? description
        : throw ApiFailure.Invalid(ApiMessages.InvalidDescription);

    private static T Choice<T>(string? text, string field)
        where T : struct, Enum => EnumNames.TryParse<T>(text, out var value) ? value : throw ApiFailure.Invalid(ApiMessages.InvalidChoice<T>(field));

    private static void RequireUnchanged(bool unchanged, string field)
    {
        if (!unchanged)
        {
            throw ApiFailure.Malformed($"{field} cannot be changed, only name and description can");
        }
    }
}

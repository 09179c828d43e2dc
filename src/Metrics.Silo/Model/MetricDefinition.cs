namespace Metrics.Silo.Model;

/// <summary>What a metric is. Only its name and description ever change.</summary>
/// <param name="Id">Positive, unique across the deployment, never used again; 0 in a definition that is still to be created.</param>
/// <param name="Name">Unique within its organization, case-sensitive; see <see cref="IsName"/>.</param>
/// <param name="AggregationType">How samples become the running value; <c>dataType</c> on the wire.</param>
/// <param name="Interval">What one time bucket spans.</param>
/// <param name="KeyedValues">Whether each point names a key, and each key has a value of its own.</param>
/// <param name="Description">For people, or null; see <see cref="IsDescription"/>.</param>
[GenerateSerializer, Immutable, Alias("Metrics.MetricDefinition")]
public sealed record MetricDefinition(
    [property: Id(0)] long Id,
    [property: Id(1)] string Name,
    [property: Id(2)] AggregationType AggregationType,
    [property: Id(3)] Interval Interval,
    [property: Id(4)] bool KeyedValues,
    [property: Id(5)] string? Description)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 45;

    /// <summary>The longest description, in characters.</summary>
    public const int MaxDescriptionLength = 500;

    /// <summary>
    /// 1 to 45 characters without control characters. Digits only would read as an id in a path, a <c>/</c> would end
    /// the path's segment, and <c>.</c> and <c>..</c> are steps in a path, escaped or not.
    /// </summary>
    public static bool IsName(string name) =>
        Text.IsPrintable(name, MaxNameLength)
        && !name.Contains('/', StringComparison.Ordinal)
        && name is not ("." or "..")
        && name.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>1 to 500 characters; line breaks and tabs are welcome here.</summary>
    public static bool IsDescription(string description) => Text.HasLength(description, MaxDescriptionLength);

    /// <summary>Whether points for the one can be taken for the other: aggregation type, interval and keys are the same.</summary>
    public bool IsOfKindOf(MetricDefinition other) =>
        (AggregationType, Interval, KeyedValues) == (other.AggregationType, other.Interval, other.KeyedValues);

    /// <summary>Whether all but the id is the same.</summary>
    internal bool IsSameAs(MetricDefinition other) => this with { Id = other.Id } == other;
}

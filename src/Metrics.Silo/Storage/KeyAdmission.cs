namespace Metrics.Silo.Storage;

/// <summary>What became of keys that were to be recorded. Of those that are in neither list the metric has each already, or is deleted.</summary>
/// <param name="Refused">The metric has as many as it may.</param>
/// <param name="New">Recorded now, and without values.</param>
internal sealed record KeyAdmission(IReadOnlyList<MetricKey> Refused, IReadOnlyList<MetricKey> New)
{
    /// <summary>Of no keys.</summary>
    public static readonly KeyAdmission Empty = new([], []);
}

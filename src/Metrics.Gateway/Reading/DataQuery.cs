using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using NodaTime;

namespace Metrics.Gateway.Reading;

/// <summary>What a request for data asks for.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Range">The time, as it was asked for.</param>
/// <param name="Selection">The buckets in that time, of the keys that were named.</param>
/// <param name="TopKeys">How many of the largest keys to keep, or null for all keys.</param>
/// <param name="Fill">Whether buckets without data are put in.</param>
/// <param name="Skip">How many data points to leave out at the beginning.</param>
/// <param name="Limit">How many data points to answer at most.</param>
internal sealed record DataQuery(
    MetricDefinition Metric, DateRange Range, BucketSelection Selection, int? TopKeys, bool Fill, int Skip, int Limit)
{
    /// <summary>How many keys a request may name.</summary>
    private const int MaxNames = 1_000;

    private const int MaxTopKeys = 1_000;

    /// <summary>Whether the keys of each bucket are added up.</summary>
    public bool SumKeys => Selection.IsSummed;

    /// <summary>Whether each data point names its key.</summary>
    public bool HasNames => Metric.KeyedValues && !SumKeys;

    /// <summary>Reads the parameters. Those that speak of keys mean nothing where there are none, except for <c>name</c>.</summary>
    /// <exception cref="ApiFailure">400: one of them is not what it may be.</exception>
    public static DataQuery Of(HttpRequest request, MetricDefinition metric, Organization organization, Instant now)
    {
        var range = DateRange.Of(request, organization.Calendar.Zone, now);
        var topKeys = QueryParameters.Number(request, "topKeys", 1, MaxTopKeys);
        var selection = range.Select(metric, organization.Calendar, now) with
        {
            Keys = Names(request, metric),
            IsDescending = QueryParameters.Choice(request, "order", "asc", "desc") == "desc",
            IsSummed = QueryParameters.Switch(request, "sumKeys") && metric.KeyedValues,
        };
        return new DataQuery(
            metric,
            range,
            selection,
            metric.KeyedValues ? topKeys : null,
            QueryParameters.Switch(request, "fill"),
            QueryParameters.ResultStart(request),
            QueryParameters.Number(request, "resultLimit", 1, int.MaxValue) ?? int.MaxValue);
    }

    /// <summary>The keys that the request names, each once; null where it names none. A metric that is not keyed has the empty one.</summary>
    private static HashSet<string>? Names(HttpRequest request, MetricDefinition metric)
    {
        var keys = QueryParameters.Keys(request, metric, mayBeEmpty: true);
        return !metric.KeyedValues ? [""]
            : keys.Count == 0 ? null
            : keys.Count <= MaxNames ? [.. keys]
            : throw ApiFailure.Malformed($"there may be up to {MaxNames} names");
    }
}

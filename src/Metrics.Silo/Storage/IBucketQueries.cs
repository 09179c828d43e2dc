using NodaTime;

namespace Metrics.Silo.Storage;

/// <summary>
/// Reads of many aggregates in one kind of database, beside the commits and over connections of their own. Each call is short
/// and gives its connection back, however slowly its caller goes on: what is long is read piece by piece.
/// </summary>
internal interface IBucketQueries
{
    /// <summary>Reads the next piece of a selection.</summary>
    /// <param name="selection">What to read.</param>
    /// <param name="after">The data point that the piece follows, or null for the first piece.</param>
    /// <param name="skip">How many data points to leave out before it.</param>
    /// <param name="limit">How many to read. Fewer come only at the end.</param>
    Task<IReadOnlyList<DataPoint>> ReadAsync(BucketSelection selection, DataPoint? after, int skip, int limit);

    /// <summary>How many data points the selection has.</summary>
    Task<long> CountAsync(BucketSelection selection);

    /// <summary>The start of the first and of the last bucket of the selection; null where there is none.</summary>
    Task<(Instant First, Instant Last)?> FindEndsAsync(BucketSelection selection);

    /// <summary>The keys of the selection in the order of their code points, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> FindKeysAsync(BucketSelection selection, int limit);

    /// <summary>The keys whose values add up to most over the selection, at most <paramref name="limit"/>: largest first, then by code points.</summary>
    Task<IReadOnlyList<string>> FindLargestKeysAsync(BucketSelection selection, int limit);

    /// <summary>The data points of the latest bucket of each key, by key: of those that follow <paramref name="after"/>, or of the first ones.</summary>
    Task<IReadOnlyList<DataPoint>> ReadLatestAsync(long metricId, AggregationType type, string? after, int limit);

    /// <summary>Whole aggregates of a metric in the order of their primary key: those that follow <paramref name="after"/>, or the first ones.</summary>
    Task<IReadOnlyList<StoredBucket>> ReadAggregatesAsync(long metricId, BucketKey? after, int limit);

    /// <summary>The largest id of a metric that any table knows beyond <paramref name="last"/>; else that one.</summary>
    Task<long> FindLastMetricAsync(long last);
}

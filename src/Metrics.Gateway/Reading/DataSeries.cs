using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Reading;

/// <summary>Puts together what a query asks for.</summary>
internal static class DataSeries
{
    /// <summary>How many data points an answer with empty buckets may have.</summary>
    private const int MaxFilled = 1_000_000;

    /// <summary>Opens the series of a query. What has to be known of all of it, such as which keys are the largest, is looked up now.</summary>
    /// <param name="reader">The database.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="calendar">The calendar of the organization.</param>
    /// <param name="now">The present, up to which empty buckets are put in.</param>
    /// <exception cref="ApiFailure">400: there would be too many empty buckets.</exception>
    public static async Task<IDataSeries> OpenAsync(BucketReader reader, DataQuery query, BucketCalendar calendar, Instant now)
    {
        var series = await OpenAsync(reader, query);
        return query.Fill ? await FillAsync(reader, query, series, calendar, now) : series;
    }

    private static async Task<IDataSeries> OpenAsync(BucketReader reader, DataQuery query)
    {
        var selection = query.Selection;
        if (query.TopKeys is not { } count)
        {
            return new StoredSeries(reader, selection);
        }

        if (query.SumKeys)
        {
            return new StoredSeries(reader, selection with { Keys = await reader.FindLargestKeysAsync(selection, count) });
        }

        var largest = await reader.FindLargestKeysAsync(selection with { Except = [TopSeries.Other] }, count);
        return new TopSeries(reader, selection with { Keys = largest }, selection with { Except = largest, IsSummed = true });
    }

    private static async Task<IDataSeries> FillAsync(BucketReader reader, DataQuery query, IDataSeries series, BucketCalendar calendar, Instant now)
    {
        var buckets = await FindBucketsAsync(reader, query, calendar, now);
        var keys = await series.FindKeysAsync((MaxFilled / Math.Max(buckets.Count, 1)) + 1);
        if ((long)buckets.Count * keys.Count > MaxFilled)
        {
            throw ApiFailure.Malformed($"fill would give more than {MaxFilled} values, please ask for a shorter time or fewer keys");
        }

        var isDescending = query.Selection.IsDescending;
        decimal? emptyValue = Aggregate.Empty.ValueAs(query.Metric.AggregationType);
        return isDescending
            ? new FilledSeries(series, [.. buckets.Reverse()], [.. keys.Reverse()], emptyValue, isDescending)
            : new FilledSeries(series, buckets, keys, emptyValue, isDescending);
    }

    /// <summary>
    /// The starts of the buckets to be filled: from that of <c>startDate</c>, or the first one with data, to the last one before
    /// <c>endDate</c>, but not beyond the present and the last one with data. One more than the limit says that there are too many.
    /// </summary>
    private static async Task<IReadOnlyList<Instant>> FindBucketsAsync(BucketReader reader, DataQuery query, BucketCalendar calendar, Instant now)
    {
        var (selection, interval) = (query.Selection, query.Metric.Interval);
        var ends = await reader.FindEndsAsync(selection);
        var first = query.Range is { Start: null, End: not null } ? ends?.First : selection.Start;
        var present = calendar.BucketOf(Instant.Min(now, selection.End - Duration.Epsilon), interval).Start;
        var last = ends is { } found ? Instant.Max(found.Last, present) : present;

        var buckets = new List<Instant>();
        for (var start = first ?? BucketSelection.Latest; start <= last && buckets.Count <= MaxFilled; start = calendar.BucketOf(start, interval).End)
        {
            buckets.Add(start);
        }

        return buckets;
    }
}

using System.Text;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using NodaTime;
using NodaTime.Text;

namespace Metrics.Gateway.Archive;

/// <summary>Turns what the database keeps into lines of an export, and back.</summary>
internal static class ArchivedValues
{
    /// <summary>More points than any bucket sees in ten years, and few enough that a million buckets, or one more point, can be counted on.</summary>
    private const long MaxCount = 9_000_000_000_000;

    /// <summary>The line of a value.</summary>
    public static ArchiveLine ToLine(this StoredBucket bucket, MetricDefinition metric) => new(CustomMetricData: new(
        metric.Id,
        metric.KeyedValues ? bucket.Key.Key : null,
        InstantPattern.General.Format(bucket.Key.BucketStart),
        bucket.Aggregate.Count,
        Format(bucket.Aggregate.Sum),
        Format(bucket.Aggregate.Weight),
        Format(bucket.Aggregate.WeightedSum),
        Format(bucket.Aggregate.Min),
        Format(bucket.Aggregate.Max),
        Format(bucket.Aggregate.First),
        Format(bucket.Aggregate.Last)));

    /// <summary>What a line says of a metric.</summary>
    /// <param name="value">The line.</param>
    /// <param name="metric">The metric that it belongs to here.</param>
    /// <param name="calendar">The calendar of the organization.</param>
    /// <param name="now">The time of the request, which bounds dates.</param>
    /// <exception cref="ApiFailure">400: points of this metric could not have made this.</exception>
    /// <exception cref="AggregateOverflowException">Its average does not fit into a decimal.</exception>
    public static StoredBucket ToBucket(this ArchivedValue value, MetricDefinition metric, BucketCalendar calendar, Instant now)
    {
        var key = new BucketKey(metric.Id, StartOf(value, metric, calendar, now), KeyOf(value, metric));
        var aggregate = new Aggregate
        {
            Count = value.Count,
            Sum = Parse(value.Sum, "sum"),
            Weight = Parse(value.Weight, "weight"),
            WeightedSum = Parse(value.WeightedSum, "weightedSum"),
            Min = Parse(value.Min, "min"),
            Max = Parse(value.Max, "max"),
            First = Parse(value.First, "first"),
            Last = Parse(value.Last, "last"),
        };
        if (!aggregate.IsOf(metric.AggregationType))
        {
            throw ApiFailure.Malformed($"these members do not make up a value of type {metric.AggregationType}");
        }

        if (value.Count > MaxCount)
        {
            throw ApiFailure.Malformed($"count must be at most {MaxCount}");
        }

        // Two sums that each fit may make an average that does not, and every read would fail on it.
        _ = aggregate.ValueAs(metric.AggregationType);
        return new StoredBucket(key, aggregate);
    }

    /// <summary>Where the calendars differ, points that come later would fall into buckets that overlap those of the export.</summary>
    private static Instant StartOf(ArchivedValue value, MetricDefinition metric, BucketCalendar calendar, Instant now)
    {
        if (value.Date is null || !IsoDate.TryParse(Encoding.UTF8.GetBytes(value.Date), calendar.Zone, out var date))
        {
            throw ApiFailure.Malformed("date must be an ISO 8601 date, such as 2018-10-19T14:00:00Z");
        }

        if (SampleDates.IsTooEarlyToStart(date, calendar.Zone) || SampleDates.IsTooLate(date, now))
        {
            throw ApiFailure.Malformed("date must be from 1970 to one day ahead");
        }

        return calendar.BucketOf(date, metric.Interval).Start == date
            ? date
            : throw ApiFailure.Malformed($"date must be the start of a time bucket ({metric.Interval}) in the organization's zone, {calendar.Zone.Id}");
    }

    private static string KeyOf(ArchivedValue value, MetricDefinition metric) => (metric.KeyedValues, value.Name) switch
    {
        (false, null) => "",
        (false, _) => throw ApiFailure.Malformed(ApiMessages.NameOfUnkeyed),
        (true, { } name) when Text.IsKey(name) => name,
        _ => throw ApiFailure.Malformed(ApiMessages.NotAKey),
    };

    private static string? Format(decimal? number) => number is { } value ? ExactDecimal.Format(value) : null;

    private static decimal? Parse(string? text, string member)
    {
        if (text is null)
        {
            return null;
        }

        return ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), out var number)
            ? number
            : throw ApiFailure.Malformed($"{member} must be a string holding a number {ApiMessages.NumberLimits}");
    }
}

using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>One point, validated: what it adds, to which key of which metric, and when.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Key">The key; empty for a metric that is not keyed.</param>
/// <param name="Date">Its date; null where it names none, and the time of the request counts.</param>
/// <param name="Sample">What it adds.</param>
internal readonly record struct Point(MetricDefinition Metric, string Key, Instant? Date, Sample Sample)
{
    /// <summary>Whether its date is further ahead than a request of this time may bring.</summary>
    public bool IsTooLate(Instant now) => Date is { } date && SampleDates.IsTooLate(date, now);
}

/// <summary>The members of a point, each of which may be there once.</summary>
[Flags]
internal enum PointMember
{
    None = 0,
    Name = 1,
    Value = 2,
    Date = 4,
    Weight = 8,
    Metric = 16,
}

/// <summary>What was read of one point, in whatever order it came.</summary>
internal struct PointMembers
{
    private PointMember _seen;

    public MetricDefinition? Metric { get; set; }

    public string? Name { get; set; }

    public decimal? Value { get; set; }

    /// <summary>Whether the value is there and not a number; a Count does not mind.</summary>
    public bool HasBadValue { get; set; }

    public Instant? Date { get; set; }

    public decimal? Weight { get; set; }

    /// <summary>Notes a member.</summary>
    /// <exception cref="ApiFailure">400: it is there twice.</exception>
    public void Once(PointMember member)
    {
        if ((_seen & member) != PointMember.None)
        {
            throw ApiFailure.Malformed($"the member '{member.ToString().ToLowerInvariant()}' is there twice");
        }

        _seen |= member;
    }

    /// <summary>The point that the members make.</summary>
    /// <param name="organization">The organization of the metric.</param>
    /// <param name="latest">The latest that the time of the request can be, which the date must not be far ahead of.</param>
    /// <param name="keptAt">The time at which a value of that date must be one that is kept.</param>
    /// <exception cref="ApiFailure">They are not a point that the metric takes.</exception>
    public readonly Point ToPoint(Organization organization, Instant latest, Instant keptAt)
    {
        var metric = Metric ?? throw ApiFailure.Malformed("metric is required, the id or the name of a customMetric");
        return new Point(metric, KeyFor(metric), ValidDate(metric, organization, latest, keptAt), SampleFor(metric));
    }

    private readonly string KeyFor(MetricDefinition metric) => (metric.KeyedValues, Name) switch
    {
        (false, null) => "",
        (false, _) => throw ApiFailure.Malformed(ApiMessages.NameOfUnkeyed),
        (true, null) => throw ApiFailure.Malformed("name is required, because this customMetric is keyed (keyedValues is true)"),
        (true, { } name) when !Text.IsKey(name) =>
            throw ApiFailure.Malformed(ApiMessages.NotAKey),
        (true, { } name) => name,
    };

    private readonly Instant? ValidDate(MetricDefinition metric, Organization organization, Instant latest, Instant keptAt)
    {
        if (Date is not { } date)
        {
            return null;
        }

        if (SampleDates.IsTooLate(date, latest))
        {
            throw ApiFailure.Malformed(ApiMessages.TooLate);
        }

        if (organization.LimitOf(metric.Interval, keptAt) is { } limit && date < limit.FirstKept)
        {
            throw ApiFailure.Malformed($"date must not be older than {limit.Period}, for so long are values of {metric.Interval} customMetrics kept");
        }

        return SampleDates.IsTooEarly(date, organization.Calendar.Zone) ? throw ApiFailure.Malformed("date must not be before 1970") : date;
    }

    private readonly Sample SampleFor(MetricDefinition metric)
    {
        if (Weight <= 0)
        {
            throw ApiFailure.Malformed("weight must be greater than 0");
        }

        if (metric.AggregationType == AggregationType.Count)
        {
            return new Sample(1m, Weight ?? 1m);
        }

        return HasBadValue ? throw PointReader.NotANumber("value")
            : Value is { } value ? new Sample(value, Weight ?? 1m)
            : throw ApiFailure.Malformed("value is required");
    }
}

using System.Text.Json;
using Metrics.Gateway.Security;
using NodaTime;

namespace Metrics.Gateway.V2;

/// <summary>One point, validated: what it adds, to which key, and when.</summary>
/// <param name="Key">The key; empty for a metric that is not keyed.</param>
/// <param name="Date">Its date; null where it names none, and the time of the request counts.</param>
/// <param name="Sample">What it adds.</param>
internal readonly record struct Point(string Key, Instant? Date, Sample Sample);

/// <summary>
/// Reads points from JSON straight into what the grains take: no document, no string for a number or a date.
/// </summary>
/// <param name="metric">The metric the points are for.</param>
/// <param name="zone">The zone of its organization.</param>
/// <param name="now">The time of the request, which bounds dates.</param>
/// <param name="limit">What of the metric is kept; null where all is.</param>
internal readonly struct PointReader(MetricDefinition metric, DateTimeZone zone, Instant now, RetentionLimit? limit)
{
    private static readonly Duration MaxAhead = Duration.FromDays(1);

    /// <summary>Reads a body that holds one point.</summary>
    /// <exception cref="ApiFailure">It is not a point that this metric takes.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public Point ReadBody(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        var point = Read(ref reader);

        // Says no to anything that follows.
        reader.Read();
        return point;
    }

    /// <summary>Reads the object that the reader stands on, and leaves it at its end.</summary>
    private Point Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw ApiFailure.Malformed("a point must be a JSON object");
        }

        var members = new PointMembers();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader, ref members);
        }

        return new Point(KeyOf(members), DateOf(members), SampleOf(members));
    }

    private void ReadMember(ref Utf8JsonReader reader, ref PointMembers members)
    {
        if (reader.ValueTextEquals("name"u8))
        {
            members.Once(PointMember.Name);
            reader.Read();
            members.Name = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Null => null,
                _ => throw ApiFailure.Malformed("name must be a string"),
            };
        }
        else if (reader.ValueTextEquals("value"u8))
        {
            members.Once(PointMember.Value);
            reader.Read();
            members.Value = metric.AggregationType == AggregationType.Count ? Ignore(ref reader) : ReadNumber(ref reader, "value");
        }
        else if (reader.ValueTextEquals("date"u8))
        {
            members.Once(PointMember.Date);
            reader.Read();
            members.Date = ReadDate(ref reader);
        }
        else if (reader.ValueTextEquals("weight"u8))
        {
            members.Once(PointMember.Weight);
            reader.Read();
            members.Weight = ReadNumber(ref reader, "weight");
        }
        else
        {
            reader.Skip();
        }
    }

    private string KeyOf(in PointMembers members) => (metric.KeyedValues, members.Name) switch
    {
        (false, null) => "",
        (false, _) => throw ApiFailure.Malformed(ApiMessages.NameOfUnkeyed),
        (true, null) => throw ApiFailure.Malformed("name is required, because this customMetric is keyed (keyedValues is true)"),
        (true, { } name) when !Text.IsKey(name) =>
            throw ApiFailure.Malformed(ApiMessages.NotAKey),
        (true, { } name) => name,
    };

    private Instant? DateOf(in PointMembers members)
    {
        if (members.Date is not { } date)
        {
            return null;
        }

        if (date > now + MaxAhead)
        {
            throw ApiFailure.Malformed("date must not be more than 1 day ahead");
        }

        if (limit is not null && date < limit.FirstKept)
        {
            throw ApiFailure.Malformed($"date must not be older than {limit.Period}, for so long are values of {limit.Interval} customMetrics kept");
        }

        // The year counts in the zone of the organization, where 1970 may begin before or after it does in UTC.
        return date >= NodaConstants.UnixEpoch + Duration.FromDays(1) || date.InZone(zone).Year >= 1970
            ? date
            : throw ApiFailure.Malformed("date must not be before 1970");
    }

    private Sample SampleOf(in PointMembers members)
    {
        if (members.Weight <= 0)
        {
            throw ApiFailure.Malformed("weight must be greater than 0");
        }

        if (members.Value is null && metric.AggregationType != AggregationType.Count)
        {
            throw ApiFailure.Malformed("value is required");
        }

        return new Sample(members.Value ?? 1m, members.Weight ?? 1m);
    }

    private Instant? ReadDate(ref Utf8JsonReader reader)
    {
        if (IsAbsent(ref reader))
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[64];
        return reader.TokenType == JsonTokenType.String && TryGetText(ref reader, unescaped, out var length)
            && IsoDate.TryParse(unescaped[..length], zone, out var date)
            ? date
            : throw ApiFailure.Malformed("date must be an ISO 8601 date, such as 2018-10-19T14:44:00Z");
    }

    private static decimal? ReadNumber(ref Utf8JsonReader reader, string member)
    {
        if (IsAbsent(ref reader))
        {
            return null;
        }

        if (reader.TokenType == JsonTokenType.Number && ExactDecimal.TryParse(reader.ValueSpan, out var number))
        {
            return number;
        }

        Span<byte> unescaped = stackalloc byte[ExactDecimal.MaxTextLength];
        return reader.TokenType == JsonTokenType.String && TryGetText(ref reader, unescaped, out var length)
            && ExactDecimal.TryParse(unescaped[..length], out number)
            ? number
            : throw ApiFailure.Malformed($"{member} must be a number, or a string holding one, of at most 28 digits");
    }

    /// <summary>Null and the empty string count as not there.</summary>
    private static bool IsAbsent(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);

    private static bool TryGetText(ref Utf8JsonReader reader, scoped Span<byte> unescaped, out int length)
    {
        // Unescaping never makes a text longer, so what is too long escaped by far is not worth unescaping.
        length = reader.ValueSpan.Length <= unescaped.Length ? reader.CopyString(unescaped) : -1;
        return length >= 0;
    }

    private static decimal? Ignore(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }
}

[Flags]
internal enum PointMember
{
    None = 0,
    Name = 1,
    Value = 2,
    Date = 4,
    Weight = 8,
}

/// <summary>What was read of one point so far.</summary>
internal struct PointMembers
{
    private PointMember _seen;

    public string? Name { get; set; }

    public decimal? Value { get; set; }

    public Instant? Date { get; set; }

    public decimal? Weight { get; set; }

    /// <summary>Which of two is meant nobody can tell.</summary>
    public void Once(PointMember member)
    {
        if ((_seen & member) != PointMember.None)
        {
            throw ApiFailure.Malformed($"the member '{member.ToString().ToLowerInvariant()}' is there twice");
        }

        _seen |= member;
    }
}

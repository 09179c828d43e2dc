using System.Text.Json;
using Metrics.Gateway.Security;
using Metrics.Gateway.V2;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>
/// Reads points from JSON straight into what the grains take: no document, no string for a number or a date, and one string
/// for a key however often it comes.
/// </summary>
internal sealed class PointReader
{
    private readonly MetricDefinition? _metric;
    private readonly NamedMetrics? _named;
    private readonly TextTable? _texts;
    private readonly Organization _organization;
    private readonly Instant _latest;
    private readonly Instant _keptAt;

    /// <summary>A reader of points that are all for one metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="organization">Its organization.</param>
    /// <param name="now">The time of the request, which bounds dates.</param>
    /// <param name="texts">Where many points are read, what makes their keys.</param>
    /// <param name="mayComeAgain">
    /// Whether the request has an idempotency key. Then points that were young enough a day ago are taken, and those that are not too far ahead
    /// by the clock of another process: what was counted must not be refused when it comes again, and nobody knows yet whether it does. Of the
    /// latter <see cref="RequestTimes"/> makes sure.
    /// </param>
    public PointReader(MetricDefinition metric, Organization organization, Instant now, TextTable? texts = null, bool mayComeAgain = false)
        : this(organization, now, texts, mayComeAgain) => _metric = metric;

    /// <summary>A reader of points each of which names its metric.</summary>
    /// <inheritdoc cref="PointReader(MetricDefinition, Organization, Instant, TextTable, bool)"/>
    public PointReader(NamedMetrics metrics, Organization organization, Instant now, TextTable texts, bool mayComeAgain)
        : this(organization, now, texts, mayComeAgain) => _named = metrics;

    private PointReader(Organization organization, Instant now, TextTable? texts, bool mayComeAgain)
    {
        (_organization, _texts) = (organization, texts);
        (_keptAt, _latest) = mayComeAgain ? (now - IdempotentRequest.Lifetime, now + IdempotentRequest.MaxSkew) : (now, now);
    }

    /// <summary>What is wrong with a number.</summary>
    public static ApiFailure NotANumber(string member) =>
        ApiFailure.Malformed($"{member} must be a number, or a string holding one, {ApiMessages.NumberLimits}");

    /// <summary>Reads a text that is one point.</summary>
    /// <exception cref="ApiFailure">It is not a point that the metric takes.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="UnknownMetricException">There is no such metric in the copy of the catalog.</exception>
    public Point ReadBody(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        TryRead(ref reader, out var point);

        // Says no to anything that follows.
        reader.Read();
        return point;
    }

    /// <summary>After an <see cref="UnknownMetricException"/>: from now on points are read with the catalog as it is now.</summary>
    public Task RefreshMetricsAsync() => _named!.RefreshAsync();

    /// <summary>Reads the value that the reader stands on, and leaves it at its end. False where the text ends before the value does.</summary>
    /// <inheritdoc cref="ReadBody" path="/exception"/>
    public bool TryRead(ref Utf8JsonReader reader, out Point point)
    {
        point = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw ApiFailure.Malformed("a point must be a JSON object");
        }

        var members = new PointMembers { Metric = _metric };
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                point = members.ToPoint(_organization, _latest, _keptAt);
                return true;
            }

            if (!TryReadMember(ref reader, ref members))
            {
                return false;
            }
        }

        return false;
    }

    private bool TryReadMember(ref Utf8JsonReader reader, ref PointMembers members)
    {
        var member = MemberAt(ref reader);
        members.Once(member);
        if (!reader.Read())
        {
            return false;
        }

        switch (member)
        {
            case PointMember.Name:
                members.Name = ReadText(ref reader, "name must be a string");
                return true;
            case PointMember.Value when reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray:
                members.HasBadValue = true;
                return reader.TrySkip();
            case PointMember.Value:
                members.HasBadValue = !TryReadNumber(ref reader, out var value);
                members.Value = value;
                return true;
            case PointMember.Date:
                members.Date = ReadDate(ref reader);
                return true;
            case PointMember.Weight:
                members.Weight = TryReadNumber(ref reader, out var weight) ? weight : throw NotANumber("weight");
                return true;
            case PointMember.Metric:
                members.Metric = ReadMetric(ref reader);
                return true;
            default:
                return reader.TrySkip();
        }
    }

    private PointMember MemberAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("name"u8) ? PointMember.Name
        : reader.ValueTextEquals("value"u8) ? PointMember.Value
        : reader.ValueTextEquals("date"u8) ? PointMember.Date
        : reader.ValueTextEquals("weight"u8) ? PointMember.Weight
        : _named is not null && reader.ValueTextEquals("metric"u8) ? PointMember.Metric
        : PointMember.None;

    private MetricDefinition? ReadMetric(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? _named!.Find(id)
        : ReadText(ref reader, "metric must be the id or the name of a customMetric") is { } name ? _named!.Find(name)
        : null;

    private string? ReadText(ref Utf8JsonReader reader, string rule) => reader.TokenType switch
    {
        JsonTokenType.String => _texts is null ? reader.GetString() : _texts.Read(ref reader),
        JsonTokenType.Null => null,
        _ => throw ApiFailure.Malformed(rule),
    };

    private Instant? ReadDate(ref Utf8JsonReader reader)
    {
        if (IsAbsent(ref reader))
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[64];
        return reader.TokenType == JsonTokenType.String && TryGetText(ref reader, unescaped, out var length)
            && IsoDate.TryParse(unescaped[..length], _organization.Calendar.Zone, out var date)
            ? date
            : throw ApiFailure.Malformed("date must be an ISO 8601 date, such as 2018-10-19T14:44:00Z");
    }

    /// <returns>False where it is something else; null where it counts as absent.</returns>
    private static bool TryReadNumber(ref Utf8JsonReader reader, out decimal? value)
    {
        value = null;
        if (IsAbsent(ref reader))
        {
            return true;
        }

        if (reader.TokenType == JsonTokenType.Number && ExactDecimal.TryParse(reader.ValueSpan, out var number))
        {
            value = number;
            return true;
        }

        Span<byte> unescaped = stackalloc byte[ExactDecimal.MaxTextLength];
        if (reader.TokenType == JsonTokenType.String && TryGetText(ref reader, unescaped, out var length)
            && ExactDecimal.TryParse(unescaped[..length], out number))
        {
            value = number;
            return true;
        }

        return false;
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
}

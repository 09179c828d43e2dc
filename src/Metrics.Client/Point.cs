using System.Text.Json;

namespace Metrics.Client;

/// <summary>One observation to be added to a metric.</summary>
/// <param name="Value">The value; null only for a Count, which adds 1 whatever it is.</param>
/// <param name="Key">The key of a keyed metric, 1 to 255 characters; null for any other.</param>
/// <param name="Date">When it was observed; null for now.</param>
/// <param name="Weight">Its weight in an Average, greater than 0; null for 1.</param>
public sealed record Point(decimal? Value = null, string? Key = null, PointDate? Date = null, decimal? Weight = null)
{
    /// <summary>The key of a keyed metric, 1 to 255 characters; null for any other.</summary>
    /// <exception cref="ArgumentException">It has half a surrogate pair, which has no form in UTF-8.</exception>
    public string? Key
    {
        get;
        init => field = WellFormed.Text(value, nameof(Key));
    } = WellFormed.Text(Key, nameof(Key));

    /// <summary>Writes the point as a JSON object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="metric">The metric, where the request does not name it.</param>
    internal void WriteTo(Utf8JsonWriter json, MetricRef? metric = null)
    {
        json.WriteStartObject();
        if (metric is { Id: { } id })
        {
            json.WriteNumber("metric", id);
        }
        else if (metric is { } named)
        {
            json.WriteString("metric", named.ToString());
        }

        if (Key is not null)
        {
            json.WriteString("name", Key);
        }

        WriteNumber(json, "value", Value);
        if (Date is { } date)
        {
            json.WriteString("date", date.ToString());
        }

        WriteNumber(json, "weight", Weight);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } given)
        {
            json.WriteNumber(name, given);
        }
    }
}

/// <summary>The value of a time bucket right after a point.</summary>
/// <param name="Value">The running value.</param>
/// <param name="Date">The start of the bucket.</param>
public sealed record RunningValue(decimal Value, DateTimeOffset Date);

using System.Text.Json;
using CsvHelper;
using NodaTime.Text;

namespace Metrics.Gateway.Reading;

/// <summary>Writes data points in the forms that clients can ask for.</summary>
internal static class DataAnswer
{
    /// <summary>As <c>{"date":"...","name":"app1","value":12.0,"count":12}</c>.</summary>
    public static Task WriteJsonAsync(HttpResponse response, DataPage page, bool hasNames) =>
        JsonAnswer.WriteAsync(response, "customMetricData", page.ResultCount, page.Points, (json, point) => Write(json, point, hasNames));

    /// <summary>As lines <c>date,name,value,count</c> under a line with these words.</summary>
    public static async Task WriteCsvAsync(HttpResponse response, DataPage page, bool hasNames)
    {
        response.ContentType = "text/csv; charset=utf-8";
        await using var csv = CsvWriter.Create(response.Body);
        await csv.WriteRecordAsync(hasNames ? ["date", "name", "value", "count"] : ["date", "value", "count"]);
        await foreach (var point in page.Points)
        {
            csv.WriteField(InstantPattern.General.Format(point.BucketStart));
            if (hasNames)
            {
                csv.WriteField(point.Key);
            }

            csv.WriteField(point.Value is { } value ? ExactDecimal.Format(value) : "");
            csv.WriteField(point.Count);
            await csv.EndRecordAsync(response.HttpContext.RequestAborted);
        }
    }

    private static void Write(Utf8JsonWriter json, DataPoint point, bool hasName)
    {
        json.WriteStartObject();
        json.WriteString("date"u8, InstantPattern.General.Format(point.BucketStart));
        if (hasName)
        {
            json.WriteString("name"u8, point.Key);
        }

        if (point.Value is { } value)
        {
            json.WritePropertyName("value"u8);
            json.WriteValue(value);
        }

        json.WriteNumber("count"u8, point.Count);
        json.WriteEndObject();
    }
}

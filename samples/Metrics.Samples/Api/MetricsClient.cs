using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Samples.Api;

/// <summary>The calls of the API that the samples need; no call is ever repeated.</summary>
internal sealed class MetricsClient(ApiTransport transport)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Creates a metric; the server answers with the existing one if an identical one exists.</summary>
    public async Task<(long Id, bool Existed)> CreateAsync(MetricDefinition definition)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(definition, Json);
        var answer = await transport.SendAsync(HttpMethod.Post, "v2/customMetrics", body);
        return (ReadDefinition(answer).Id!.Value, answer.Status == HttpStatusCode.OK);
    }

    /// <summary>The metric of this name, or null.</summary>
    public async Task<MetricDefinition?> FindAsync(string name)
    {
        var answer = await transport.SendAsync(
            HttpMethod.Get, $"v2/customMetrics/{Uri.EscapeDataString(name)}", body: null, HttpStatusCode.NotFound);
        return answer.Status == HttpStatusCode.NotFound ? null : ReadDefinition(answer);
    }

    /// <summary>Adds one point.</summary>
    public Task AddAsync(long metric, Point point) =>
        transport.SendAsync(HttpMethod.Post, DataPath(metric), Body(point.WriteTo));

    /// <summary>Adds one point and returns the running value of its bucket.</summary>
    public async Task<RunningValue> AddAndReturnAsync(long metric, Point point)
    {
        var answer = await transport.SendAsync(
            HttpMethod.Post, DataPath(metric) + "?returnValue=true", Body(point.WriteTo));
        return answer.Read(json =>
            new RunningValue(json.GetProperty("value").GetRawText(), json.GetProperty("date").GetString()!));
    }

    private static string DataPath(long metric) =>
        string.Create(CultureInfo.InvariantCulture, $"v2/customMetrics/{metric}/data");

    private static MetricDefinition ReadDefinition(ApiAnswer answer) => answer.Read(json =>
    {
        var definition = json.GetProperty("data").GetProperty("customMetricConfig").Deserialize<MetricDefinition>(Json);
        return definition?.Id is null ? throw new KeyNotFoundException("There is no id in it.") : definition;
    });

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}

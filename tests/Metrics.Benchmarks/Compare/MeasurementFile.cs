using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Benchmarks.Compare;

/// <summary>
/// Keeps measurements in a file, one in a line, so that a comparison can be made in pieces: each run adds its rounds, and its
/// tables are of all that is there.
/// </summary>
internal static class MeasurementFile
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new ScenarioConverter() }, IgnoreReadOnlyProperties = true };

    /// <summary>What is in the file; nothing where there is none.</summary>
    public static IReadOnlyList<Measurement> Read(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Measurement>(line, Json)!)]
        : [];

    /// <summary>Adds a measurement to the file.</summary>
    public static Task AppendAsync(string path, Measurement measurement, CancellationToken stop) =>
        File.AppendAllLinesAsync(path, [JsonSerializer.Serialize(measurement, Json)], stop);

    /// <summary>A scenario is kept by its name.</summary>
    private sealed class ScenarioConverter : JsonConverter<Scenario>
    {
        public override Scenario Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.GetString();
            return Scenario.All.First(scenario => scenario.Name == name);
        }

        public override void Write(Utf8JsonWriter writer, Scenario value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}

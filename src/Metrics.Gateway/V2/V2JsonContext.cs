using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Gateway.Archive;
using Metrics.Gateway.Dashboards;
using Metrics.Gateway.Definitions;
using Metrics.Gateway.Reading;
using Metrics.Gateway.Writing;
using NodaTime;
using NodaTime.Text;

namespace Metrics.Gateway.V2;

/// <summary>The JSON of the contract, generated at build time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(DecimalConverter), typeof(InstantConverter), typeof(CardChartConverter)])]
[JsonSerializable(typeof(DefinitionRequest))]
[JsonSerializable(typeof(DefinitionChangeRequest))]
[JsonSerializable(typeof(RunningValue))]
[JsonSerializable(typeof(FailureEnvelope))]
[JsonSerializable(typeof(Envelope<object>), TypeInfoPropertyName = "EnvelopeObject")]
[JsonSerializable(typeof(Envelope<AcceptedData>), TypeInfoPropertyName = "EnvelopeAccepted")]
[JsonSerializable(typeof(Envelope<DefinitionData>), TypeInfoPropertyName = "EnvelopeDefinition")]
[JsonSerializable(typeof(ArchiveLine))]
[JsonSerializable(typeof(Envelope<ImportData>), TypeInfoPropertyName = "EnvelopeImport")]
[JsonSerializable(typeof(Envelope<DeletionData>), TypeInfoPropertyName = "EnvelopeDeletion")]
[JsonSerializable(typeof(Envelope<DefinitionListData>), TypeInfoPropertyName = "EnvelopeDefinitionList")]
[JsonSerializable(typeof(Envelope<KeyListData>), TypeInfoPropertyName = "EnvelopeKeyList")]
[JsonSerializable(typeof(DashboardRequest))]
[JsonSerializable(typeof(Envelope<DashboardData>), TypeInfoPropertyName = "EnvelopeDashboard")]
[JsonSerializable(typeof(Envelope<DashboardListData>), TypeInfoPropertyName = "EnvelopeDashboardList")]
[JsonSerializable(typeof(Envelope<UserData>), TypeInfoPropertyName = "EnvelopeUser")]
internal sealed partial class V2JsonContext : JsonSerializerContext
{
    /// <summary>Text is sent as it is, as far as the encoder can (emoji become escapes): it travels as application/json and never inside HTML.</summary>
    static V2JsonContext() => Default = new V2JsonContext(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Values in plain notation, with at least one decimal: <c>4.0</c>.</summary>
    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteValue(value);
    }

    /// <summary>Instants as <c>2024-04-09T00:00:00Z</c>.</summary>
    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstantPattern.General.Parse(reader.GetString()!).GetValueOrThrow();

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.General.Format(value));
    }

    /// <summary>
    /// Charts by name in any case. The converter that all other enums have would take numbers and lists of names as well, and refuse
    /// the rest without saying which there are: so what is no chart comes through as none, and the reader of dashboards says that.
    /// </summary>
    private sealed class CardChartConverter : JsonConverter<CardChart>
    {
        public override CardChart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && EnumNames.TryParse(reader.GetString(), out CardChart chart))
            {
                return chart;
            }

            reader.Skip();
            return (CardChart)(-1);
        }

        public override void Write(Utf8JsonWriter writer, CardChart value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}

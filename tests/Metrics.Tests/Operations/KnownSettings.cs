using System.Reflection;
using Metrics.Gateway.Hosting;
using Metrics.Silo;

namespace Metrics.Tests.Operations;

/// <summary>The settings that the gateway reads, as its option classes list them.</summary>
internal static class KnownSettings
{
    private static readonly HashSet<string> Keys =
    [
        "Urls",
        "ConnectionStrings:Metrics",
        "Logging:Console:FormatterName",
        SecretFiles.FolderKey,
        .. OfOptions(),
    ];

    /// <summary>What others read: the runtime of .NET and OpenTelemetry.</summary>
    private static readonly HashSet<string> OfOthers = ["DOTNET_EnableDiagnostics", "DOTNET_GCgen0size", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];

    /// <summary>Whether something reads this environment variable, or file of a secret.</summary>
    public static bool Contains(string name) =>
        OfOthers.Contains(name) || Keys.Contains(string.Join(':', name.Split("__").Select(part => int.TryParse(part, out _) ? "N" : part)));

    private static IEnumerable<string> OfOptions() =>
        from assembly in new[] { typeof(Program).Assembly, typeof(MetricsSiloExtensions).Assembly }
        from type in assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
        where section is { IsLiteral: true }
        from key in KeysOf(type, type.Name.StartsWith("Organization", StringComparison.Ordinal) ? $"{section.GetRawConstantValue()}:N" : (string)section.GetRawConstantValue()!)
        select key;

    private static IEnumerable<string> KeysOf(Type type, string path) => type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }).SelectMany(property =>
        property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>)
            ? KeysOf(property.PropertyType.GenericTypeArguments[0], $"{path}:{property.Name}:N")
            : [$"{path}:{property.Name}"]);
}

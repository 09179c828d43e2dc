using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Benchmarks.Servers;

/// <summary>The body of a request, as a plain service would declare it.</summary>
internal sealed record PostedPoint(string Name, decimal Value);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PostedPoint))]
[JsonSerializable(typeof(PostedPoint[]))]
internal sealed partial class PostedPointContext : JsonSerializerContext;

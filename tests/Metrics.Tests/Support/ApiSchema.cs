using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Tests.Support;

/// <summary>Holds JSON against the OpenAPI document. A member that the document does not know is a mistake too.</summary>
internal sealed class ApiSchema(JsonElement document)
{
    /// <summary>An operation, such as <c>get</c> of <c>/v2/customMetrics</c>.</summary>
    public JsonElement Operation(string method, string path) =>
        document.GetProperty("paths").GetProperty(path).GetProperty(method);

    /// <summary>All operations, with a name that says which.</summary>
    public IEnumerable<(string Name, JsonElement Operation)> Operations() =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    /// <summary>What is wrong with a value; empty where nothing is.</summary>
    public IReadOnlyList<string> MistakesIn(string json, JsonElement schema)
    {
        using var value = JsonDocument.Parse(json);
        return [.. MistakesIn(value.RootElement, schema, "$")];
    }

    private IEnumerable<string> MistakesIn(JsonElement value, JsonElement schema, string path)
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("oneOf", out var forms))
        {
            return forms.EnumerateArray().Any(form => !MistakesIn(value, form, path).Any()) ? [] : [$"{path} has none of its forms"];
        }

        if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(word => !JsonElement.DeepEquals(word, value)))
        {
            return [$"{path} is none of its words"];
        }

        if (schema.TryGetProperty("type", out var types) && !Names(types).Any(type => IsOf(value, type)))
        {
            return [$"{path} is {value.ValueKind}, and not {types}"];
        }

        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            return [$"{path} is not like {pattern}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when schema.TryGetProperty("properties", out var members) => MistakesIn(value, schema, members, path),
            JsonValueKind.Array when schema.TryGetProperty("items", out var item) =>
                value.EnumerateArray().SelectMany((element, i) => MistakesIn(element, item, $"{path}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> MistakesIn(JsonElement value, JsonElement schema, JsonElement members, string path)
    {
        var missing = schema.TryGetProperty("required", out var required)
            ? Names(required).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{path}.{name} is missing")
            : [];
        return missing.Concat(value.EnumerateObject().SelectMany(member => members.TryGetProperty(member.Name, out var known)
            ? MistakesIn(member.Value, known, $"{path}.{member.Name}")
            : [$"{path}.{member.Name} is not known"]));
    }

    private JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    private static IEnumerable<string> Names(JsonElement names) =>
        names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.GetString()!) : [names.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };
}

using System.Text.Json.Nodes;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Metrics.Gateway.Hosting;

/// <summary>What the document says of an endpoint beyond what its signature shows: bodies and query parameters are read by hand.</summary>
internal static class ApiOperation
{
    /// <summary>What stands in a path, under one name wherever it stands.</summary>
    private static readonly Dictionary<string, (string Description, string Example)> PathParameters = new()
    {
        ["metric"] = ("The id of the metric, or its percent-encoded name.", "My Custom Metric"),
        ["id"] = ("The id of the dashboard: 1 to 64 characters out of a-z, 0-9 and -.", "operations"),
    };

    /// <summary>Headers that come with an answer of this status, whatever the endpoint.</summary>
    private static readonly Dictionary<string, (string Name, string Description)> AnswerHeaders = new()
    {
        ["401"] = ("WWW-Authenticate", "The ways to prove who calls."),
        ["429"] = ("Retry-After", "After how many seconds to try again."),
        ["503"] = ("Retry-After", "After how many seconds to try again."),
    };

    /// <summary>A query parameter that the endpoint knows.</summary>
    public static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder endpoint, string name, JsonSchemaType type, string description, bool mayRepeat = false) =>
        endpoint.WithMetadata(new Parameter(ParameterLocation.Query, name, type, description, mayRepeat));

    /// <summary>A query parameter that is one of these words.</summary>
    public static RouteHandlerBuilder WithChoice(this RouteHandlerBuilder endpoint, string name, string description, params string[] words) =>
        endpoint.WithMetadata(new Parameter(ParameterLocation.Query, name, JsonSchemaType.String, description, Words: words));

    /// <summary>A header that the endpoint knows.</summary>
    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new Parameter(ParameterLocation.Header, name, JsonSchemaType.String, description));

    /// <summary>The body that the endpoint reads, which may be packed, with an example of it: as JSON, or as text where it is of another type.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="example">One value.</param>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="orMany">Whether it also reads an array of them, or a value on each line.</param>
    /// <param name="onlyMany">Whether it reads nothing but those.</param>
    public static RouteHandlerBuilder WithBody<T>(
        this RouteHandlerBuilder endpoint, string example, string contentType = Envelope.ContentType, bool orMany = false, bool onlyMany = false) =>
        endpoint.WithMetadata(new Body(typeof(T), example, contentType, orMany, onlyMany))
            .WithHeader("Content-Encoding", "`gzip`, where the body is packed.")
            .WithFailures(400, 408, 415);

    /// <summary>Another form of the answer with status 200: <c>Produces</c> keeps one form for each status.</summary>
    public static RouteHandlerBuilder AlsoProduces<T>(this RouteHandlerBuilder endpoint, string contentType = Envelope.ContentType) =>
        endpoint.WithMetadata(new OtherAnswer(typeof(T), contentType));

    /// <summary>Statuses that come with the failure envelope.</summary>
    public static TBuilder WithFailures<TBuilder>(this TBuilder endpoint, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(FailureEnvelope), [Envelope.ContentType]));
        }

        return endpoint;
    }

    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path) ?? [])
        {
            var (description, example) = PathParameters[parameter.Name!];
            parameter.Description = description;
            parameter.Example = JsonValue.Create(example);
        }

        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<Parameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.In,
                Description = parameter.Description,
                Schema = SchemaOf(parameter),
            });
        }

        foreach (var answer in context.Description.ActionDescriptor.EndpointMetadata.OfType<OtherAnswer>())
        {
            AddTo(operation.Responses!["200"].Content!, answer.ContentType, await context.GetOrCreateSchemaAsync(answer.Type, cancellationToken: cancellationToken));
        }

        operation.Responses = Describe(operation.Responses!);
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Body>().FirstOrDefault() is { } body)
        {
            var schema = await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancellationToken);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = ContentOf(body, schema) };
        }
    }

    /// <summary>The answers in the order of their status, whoever has stated them, and with their headers.</summary>
    private static OpenApiResponses Describe(OpenApiResponses answers)
    {
        var described = new OpenApiResponses();
        foreach (var (status, answer) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            described.Add(status, answer);
            if (AnswerHeaders.TryGetValue(status, out var header))
            {
                ((OpenApiResponse)answer).Headers = new Dictionary<string, IOpenApiHeader>
                {
                    [header.Name] = new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                };
            }
        }

        return described;
    }

    private static OpenApiSchema SchemaOf(Parameter parameter)
    {
        var one = new OpenApiSchema { Type = parameter.Type, Enum = parameter.Words?.Select(word => (JsonNode)JsonValue.Create(word)).ToList() };
        return parameter.MayRepeat ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one;
    }

    private static void AddTo(IDictionary<string, OpenApiMediaType> content, string type, IOpenApiSchema schema) =>
        content[type] = new OpenApiMediaType
        {
            Schema = content.TryGetValue(type, out var other) ? new OpenApiSchema { OneOf = [other.Schema!, schema] } : schema,
        };

    private static Dictionary<string, OpenApiMediaType> ContentOf(Body body, IOpenApiSchema schema)
    {
        if (!body.OrMany && !body.OnlyMany)
        {
            var example = body.ContentType == Envelope.ContentType ? JsonNode.Parse(body.Example) : JsonValue.Create(body.Example);
            return new() { [body.ContentType] = new() { Schema = schema, Example = example } };
        }

        var many = new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema };
        return new()
        {
            [Envelope.ContentType] = new()
            {
                Schema = body.OnlyMany ? many : new OpenApiSchema { OneOf = [schema, many] },
                Example = JsonNode.Parse(body.OnlyMany ? $"[{body.Example}]" : body.Example),
            },
            [Lines.ContentType] = new() { Schema = schema, Example = JsonNode.Parse(body.Example) },
        };
    }

    private sealed record Parameter(ParameterLocation In, string Name, JsonSchemaType Type, string Description, bool MayRepeat = false, string[]? Words = null);

    private sealed record OtherAnswer(Type Type, string ContentType);

    private sealed record Body(Type Type, string Example, string ContentType, bool OrMany, bool OnlyMany);
}

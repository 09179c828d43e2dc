using System.Text.Json.Nodes;
using Metrics.Gateway.V2;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Metrics.Gateway.Hosting;

/// <summary>What the document says of an endpoint beyond what its signature shows: bodies and query parameters are read by hand.</summary>
internal static class ApiOperation
{
    private const string MetricDescription = "The id of the metric, or its percent-encoded name.";

    /// <summary>A query parameter that the endpoint knows.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, JsonSchemaType type, string description) =>
        endpoint.WithMetadata(new Parameter(ParameterLocation.Query, name, type, description));

    /// <summary>A header that the endpoint knows.</summary>
    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new Parameter(ParameterLocation.Header, name, JsonSchemaType.String, description));

    /// <summary>The body that the endpoint reads, with an example of it: as JSON, or as text where it is of another type.</summary>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder endpoint, string example, string contentType = Envelope.ContentType) =>
        endpoint.WithMetadata(new Body(typeof(T), example, contentType));

    /// <summary>Statuses that come with the failure envelope.</summary>
    public static RouteHandlerBuilder WithFailures(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<FailureEnvelope>(status, Envelope.ContentType);
        }

        return endpoint;
    }

    public static async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path) ?? [])
        {
            parameter.Description = MetricDescription;
            parameter.Example = JsonValue.Create("My Custom Metric");
        }

        foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<Parameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.In,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = parameter.Type },
            });
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Body>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [body.ContentType] = new()
                    {
                        Schema = await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancellationToken),
                        Example = body.ContentType == Envelope.ContentType ? JsonNode.Parse(body.Example) : JsonValue.Create(body.Example),
                    },
                },
            };
        }
    }

    private sealed record Parameter(ParameterLocation In, string Name, JsonSchemaType Type, string Description);

    private sealed record Body(Type Type, string Example, string ContentType);
}

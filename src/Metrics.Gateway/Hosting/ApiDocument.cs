using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;
using Scalar.AspNetCore;

namespace Metrics.Gateway.Hosting;

/// <summary>The OpenAPI 3.1 document of the API, and an interactive page over it.</summary>
internal static class ApiDocument
{
    private const string Description = """
        Define metrics, post data points, read running values. A drop-in for ThreatConnect's Custom Metrics v2 API.

        Every route also answers under `/api/v2`, with and without a trailing slash. `{metric}` is the numeric id or the
        percent-encoded name. **2xx means committed to the database**; 4xx means not applied, but for an import, of which the
        lines before the wrong one are; 503 or a broken connection means that the outcome is unknown.
        """;

    /// <summary>
    /// As of the <see cref="DashboardPage"/>, but that this page has a script within it, which starts the others. A token that somebody puts
    /// into it goes nowhere else.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "Metrics.Orleans", Version = "v2", Description = Description };
                document.Servers = [];
                AddSecurity(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(ApiOperation.TransformAsync);
            options.AddSchemaTransformer((schema, context, _) =>
            {
                Correct(schema, context);
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>The document at <c>/openapi/v1.json</c>, the page at <c>/docs</c>. Both are public: they say nothing that the source does not.</summary>
    public static void MapApiDocument(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", page => page
            .WithTitle("Metrics.Orleans")
            .AddPreferredSecuritySchemes("Bearer")
            .DisableDefaultFonts()
            .DisableAgent()
            .HideDeveloperTools()
            .DisableTelemetry()).AddEndpointFilter((invocation, next) =>
            {
                PageHeaders.Set(invocation.HttpContext.Response, ContentSecurityPolicy);
                return next(invocation);
            });
    }

    /// <summary>Says of our types what their serialization does not show.</summary>
    private static void Correct(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Instant))
        {
            (schema.Type, schema.Format, schema.Properties) = (JsonSchemaType.String, "date-time", null);
        }

        if (type == typeof(decimal) || type == typeof(decimal?))
        {
            // It is said to be a double, which has fewer digits.
            schema.Format = null;
        }

        if (context.JsonPropertyInfo?.NumberHandling == JsonNumberHandling.AllowReadingFromString)
        {
            (schema.Type, schema.Format, schema.Pattern) = (schema.Type | JsonSchemaType.String, null, null);
        }

        // What is null is left out.
        schema.Required?.ExceptWith(context.JsonTypeInfo.Properties.Where(property => property.IsGetNullable).Select(property => property.Name));
    }

    private static void AddSecurity(OpenApiDocument document)
    {
        var schemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["Bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of an API user: `Authorization: Bearer <token>`.",
            },
            ["TC-Token"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "The vendor's form of the same: `Authorization: TC-Token <token>`.",
            },
            ["TC"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = """
                    A signature: `Authorization: TC <accessId>:<signature>` and `Timestamp: <unix seconds>`, where the signature is
                    base64(HMAC-SHA256(secretKey, "<raw path and query>:<METHOD>:<timestamp>")). Clocks may differ by 5 minutes.
                    """,
            },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = schemes;
        document.Security = [.. schemes.Keys.Select(name => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(name, document)] = [],
        })];
    }
}

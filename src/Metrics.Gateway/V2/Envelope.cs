using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace Metrics.Gateway.V2;

/// <summary>The shape around what was asked for: <c>{"status":"Success","data":{...}}</c>.</summary>
/// <param name="Status"><c>Success</c>.</param>
/// <param name="Data">Left out where there is nothing to say.</param>
public sealed record Envelope<TData>(string Status, TData? Data = default);

/// <summary>The shape of every failure: <c>{"status":"Failure","message":"..."}</c>.</summary>
/// <param name="Status"><c>Failure</c>.</param>
/// <param name="Message">What was wrong, and what is allowed.</param>
public sealed record FailureEnvelope(string Status, string Message);

/// <summary>Writes envelopes.</summary>
internal static class Envelope
{
    /// <summary>To the letter, without a charset: old clients compare the whole header.</summary>
    public const string ContentType = "application/json";

    private const string SuccessStatus = "Success";
    private const string FailureStatus = "Failure";

    /// <summary>A success with data.</summary>
    public static IResult Success<TData>(TData data, JsonTypeInfo<Envelope<TData>> json, HttpStatusCode status = HttpStatusCode.OK) =>
        TypedResults.Json(new Envelope<TData>(SuccessStatus, data), json, ContentType, (int)status);

    /// <summary>A success that has nothing more to say.</summary>
    public static IResult Success() => Success<object?>(null, V2JsonContext.Default.EnvelopeObject);

    /// <summary>A failure.</summary>
    public static Task WriteFailureAsync(HttpContext context, HttpStatusCode status, string message)
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(
            new FailureEnvelope(FailureStatus, message), V2JsonContext.Default.FailureEnvelope, ContentType);
    }
}

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
/// <param name="Data">What was wrong with single points of many; otherwise left out.</param>
public sealed record FailureEnvelope(string Status, string Message, PointErrors? Data = null);

/// <summary>What was wrong with single points.</summary>
/// <param name="Errors">The first 100, by their index.</param>
public sealed record PointErrors(IReadOnlyList<PointError> Errors);

/// <summary>What was wrong with one point.</summary>
/// <param name="Index">Which one it is: 0 for the first of the request.</param>
/// <param name="Message">What was wrong.</param>
public sealed record PointError(int Index, string Message);

/// <summary>Writes envelopes.</summary>
internal static class Envelope
{
    /// <summary>To the letter, without a charset: old clients compare the whole header.</summary>
    public const string ContentType = "application/json";

    public const string SuccessStatus = "Success";
    private const string FailureStatus = "Failure";

    /// <summary>A success with data.</summary>
    public static IResult Success<TData>(TData data, JsonTypeInfo<Envelope<TData>> json, HttpStatusCode status = HttpStatusCode.OK) =>
        TypedResults.Json(new Envelope<TData>(SuccessStatus, data), json, ContentType, (int)status);

    /// <summary>A success that has nothing more to say.</summary>
    public static IResult Success() => Success<object?>(null, V2JsonContext.Default.EnvelopeObject);

    /// <summary>A failure.</summary>
    public static Task WriteFailureAsync(HttpContext context, HttpStatusCode status, string message, IReadOnlyList<PointError>? errors = null)
    {
        context.RequestServices.GetRequiredService<ApiMetrics>().RequestRejected(status);
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(
            new FailureEnvelope(FailureStatus, message, errors is null ? null : new PointErrors(errors)), V2JsonContext.Default.FailureEnvelope, ContentType);
    }
}

using System.Globalization;
using System.Net;

namespace Metrics.Gateway.V2;

/// <summary>
/// A request that is answered with a failure: thrown wherever that becomes clear, and, but for an import and a request that comes again, before
/// anything was changed.
/// </summary>
internal sealed class ApiFailure(HttpStatusCode status, string message, string? reason = null, IReadOnlyList<PointError>? errors = null)
    : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>What is wrong, without the vendor's words before it.</summary>
    public string Reason => reason ?? Message;

    /// <summary>What is wrong with single points; null where that is not the trouble.</summary>
    public IReadOnlyList<PointError>? Errors => errors;

    /// <summary>400, with the reason behind the vendor's words.</summary>
    public static ApiFailure Malformed(string why) => new(HttpStatusCode.BadRequest, ApiMessages.Malformed(why), why);

    /// <summary>408: the body did not come in time, of which this much is to be said.</summary>
    public static ApiFailure BodyTooSlow(string what) => new(HttpStatusCode.RequestTimeout, ApiMessages.BodyTooSlow(what), what);

    /// <summary>400: some of the points are not valid, and none is applied.</summary>
    /// <param name="errors">What is wrong with them.</param>
    /// <param name="isRepetition">Whether the request came before, and some points may have been applied then.</param>
    public static ApiFailure BadPoints(IReadOnlyList<PointError> errors, bool isRepetition = false) => new(
        HttpStatusCode.BadRequest,
        ApiMessages.Malformed("not all points are valid, see data.errors; " + (isRepetition
            ? "nothing more was applied, and what was counted under this Idempotency-Key before stays"
            : "nothing was applied")),
        errors: errors);

    /// <summary>400, with a message of its own.</summary>
    public static ApiFailure Invalid(string message) => new(HttpStatusCode.BadRequest, message);

    /// <summary>413, for a body of more bytes than these.</summary>
    public static ApiFailure BodyTooLarge(long maxSize) => new(
        HttpStatusCode.RequestEntityTooLarge, string.Create(CultureInfo.InvariantCulture, $"The request body is too large, at most {maxSize} bytes are allowed"));

    /// <summary>415, for a Content-Type other than these.</summary>
    public static ApiFailure ContentType(string sent, string allowed) =>
        new(HttpStatusCode.UnsupportedMediaType, $"The Content-Type '{sent}' is not supported, please send {allowed}");

    /// <summary>415, for a Content-Encoding other than these.</summary>
    public static ApiFailure ContentEncoding(string sent, string allowed) =>
        new(HttpStatusCode.UnsupportedMediaType, $"The Content-Encoding '{sent}' is not supported, please send {allowed}");

    /// <summary>404.</summary>
    public static ApiFailure NotFound() => new(HttpStatusCode.NotFound, ApiMessages.NotFound);
}

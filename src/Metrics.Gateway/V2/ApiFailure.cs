using System.Net;

namespace Metrics.Gateway.V2;

/// <summary>A request that is answered with a failure: thrown wherever that becomes clear, and before anything was changed.</summary>
internal sealed class ApiFailure(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>400, with the reason behind the vendor's words.</summary>
    public static ApiFailure Malformed(string why) => new(HttpStatusCode.BadRequest, ApiMessages.Malformed(why));

    /// <summary>400, with a message of its own.</summary>
    public static ApiFailure Invalid(string message) => new(HttpStatusCode.BadRequest, message);

    /// <summary>404.</summary>
    public static ApiFailure NotFound() => new(HttpStatusCode.NotFound, ApiMessages.NotFound);
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using Metrics.Silo.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Polly.Timeout;

namespace Metrics.Gateway.V2;

/// <summary>Turns whatever went wrong into the status and the envelope of the contract.</summary>
internal sealed partial class FailureHandler(ILogger<FailureHandler> logger) : IExceptionHandler
{
    /// <summary>When it makes sense to try again, where nothing says so more exactly.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, message) = Describe(exception);
        switch (status)
        {
            case HttpStatusCode.InternalServerError:
                var traceId = Activity.Current?.Id ?? httpContext.TraceIdentifier;
                message = $"{message} (trace id {traceId})";
                Log.UnknownError(logger, httpContext.Request.Method, httpContext.Request.Path, traceId, exception);
                break;
            case HttpStatusCode.ServiceUnavailable:
                httpContext.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                Log.Unavailable(logger, httpContext.Request.Method, httpContext.Request.Path, exception.Message);
                break;
        }

        await Envelope.WriteFailureAsync(httpContext, status, message, (exception as ApiFailure)?.Errors);
        return true;
    }

    private static (HttpStatusCode Status, string Message) Describe(Exception exception) => exception switch
    {
        ApiFailure failure => (failure.Status, failure.Message),
        AggregateOverflowException overflow => (HttpStatusCode.BadRequest, ApiMessages.Malformed(overflow.Message)),
        LimitReachedException => (HttpStatusCode.BadRequest, ApiMessages.Malformed(exception.Message)),
        DashboardChangedException => (HttpStatusCode.Conflict, ApiMessages.DashboardChanged(exception.Message)),
        MetricNameTakenException => (HttpStatusCode.BadRequest, ApiMessages.NameTaken),
        MetricNotFoundException or MetricDeletedException => (HttpStatusCode.NotFound, ApiMessages.NotFound),
        _ when BrokenBody.IsTooSlow(exception) => (HttpStatusCode.RequestTimeout, ApiMessages.BodyTooSlow("nothing was changed")),
        _ when BrokenBody.Describe(exception) is { } why => (HttpStatusCode.BadRequest, ApiMessages.Malformed(why)),
        StorageQueueFullException => (HttpStatusCode.ServiceUnavailable, "The service is busy, nothing was changed, please try again later"),

        // What goes wrong in the storage is an OrleansException. Orleans cancels a call whose time is up before a place for its grain is found. What
        // a client has cancelled does not come here.
        OrleansException or TimeoutException or TimeoutRejectedException or OperationCanceledException =>
            (HttpStatusCode.ServiceUnavailable, "The service is temporarily unavailable, whether the request took effect is unknown"),
        _ => (HttpStatusCode.InternalServerError, ApiMessages.UnknownError),
    };

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Error, "{Method} {Path} failed (trace id {TraceId}).")]
        public static partial void UnknownError(ILogger logger, string method, string path, string traceId, Exception exception);

        // One for each request would drown the log while a database is away; the storage says once what is wrong.
        [LoggerMessage(202, LogLevel.Debug, "{Method} {Path} was answered with 503: {Reason}")]
        public static partial void Unavailable(ILogger logger, string method, string path, string reason);
    }
}

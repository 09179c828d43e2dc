using System.Diagnostics.Metrics;
using System.Net;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.V2;

/// <summary>What the API counts of itself. Counters are there from the start, with 0, so that the first failure shows as a rise.</summary>
internal sealed class ApiMetrics
{
    private const string Reason = "reason";
    private const string OtherReason = "other";

    /// <summary>A few words for all there is: each makes a series.</summary>
    private static readonly Dictionary<HttpStatusCode, string> Reasons = new()
    {
        [HttpStatusCode.BadRequest] = "malformed",
        [HttpStatusCode.Unauthorized] = "unauthorized",
        [HttpStatusCode.Forbidden] = "forbidden",
        [HttpStatusCode.NotFound] = "not_found",
        [HttpStatusCode.RequestEntityTooLarge] = "too_large",
        [HttpStatusCode.UnprocessableEntity] = "idempotency_key",
        [HttpStatusCode.TooManyRequests] = "too_many",
        [HttpStatusCode.InternalServerError] = "error",
        [HttpStatusCode.ServiceUnavailable] = "unavailable",
    };

    private readonly Counter<long> _pointsAccepted;
    private readonly Counter<long> _requestsRejected;
    private readonly Counter<long> _callsRepeated;

    public ApiMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(StorageMetrics.MeterName);
        _pointsAccepted = meter.CreateCounter<long>("metrics.points.accepted", "{point}", "Points that were answered with 2xx.");
        _requestsRejected = meter.CreateCounter<long>("metrics.requests.rejected", "{request}", "Requests that were answered with a failure, by reason.");
        _callsRepeated = meter.CreateCounter<long>("metrics.calls.repeated", "{call}", "Calls of a grain that the gateway made again.");
        _pointsAccepted.Add(0);
        _callsRepeated.Add(0);
        foreach (var reason in Reasons.Values.Append(OtherReason))
        {
            _requestsRejected.Add(0, new KeyValuePair<string, object?>(Reason, reason));
        }
    }

    /// <summary>So many points are committed and answered.</summary>
    public void PointsAccepted(int count) => _pointsAccepted.Add(count);

    /// <summary>A request is answered with this failure.</summary>
    public void RequestRejected(HttpStatusCode status) =>
        _requestsRejected.Add(1, new KeyValuePair<string, object?>(Reason, Reasons.GetValueOrDefault(status, OtherReason)));

    /// <summary>A grain is about to be called again: nothing was counted so far, or a receipt keeps it from being counted twice.</summary>
    public void CallRepeated() => _callsRepeated.Add(1);
}

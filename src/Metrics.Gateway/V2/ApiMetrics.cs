using System.Diagnostics.Metrics;
using System.Net;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.V2;

/// <summary>What the API counts of itself.</summary>
internal sealed class ApiMetrics
{
    private readonly Counter<long> _pointsAccepted;
    private readonly Counter<long> _requestsFailed;

    public ApiMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(StorageMetrics.MeterName);
        _pointsAccepted = meter.CreateCounter<long>("metrics.points.accepted", "{point}", "Points that were answered with 2xx.");
        _requestsFailed = meter.CreateCounter<long>("metrics.requests.failed", "{request}", "Requests that were answered with a failure, by status.");
    }

    /// <summary>So many points are committed and answered.</summary>
    public void PointsAccepted(int count) => _pointsAccepted.Add(count);

    /// <summary>A request is answered with this status.</summary>
    public void RequestFailed(HttpStatusCode status) => _requestsFailed.Add(1, new KeyValuePair<string, object?>("status", (int)status));
}

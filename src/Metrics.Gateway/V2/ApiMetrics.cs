using System.Diagnostics.Metrics;
using Metrics.Silo.Storage;

namespace Metrics.Gateway.V2;

/// <summary>What the API counts of itself.</summary>
internal sealed class ApiMetrics
{
    private readonly Counter<long> _pointsAccepted;

    public ApiMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(StorageMetrics.MeterName);
        _pointsAccepted = meter.CreateCounter<long>("metrics.points.accepted", "{point}", "Points that were answered with 2xx.");
    }

    /// <summary>So many points are committed and answered.</summary>
    public void PointsAccepted(int count) => _pointsAccepted.Add(count);
}

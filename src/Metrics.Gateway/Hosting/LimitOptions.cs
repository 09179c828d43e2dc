using System.ComponentModel.DataAnnotations;

namespace Metrics.Gateway.Hosting;

/// <summary>What one API user may ask of one process. What is beyond is refused, with 429 but for too many points, and nothing of it applied.</summary>
internal sealed class LimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Requests of one user under way at the same time, 1 to 100,000. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int ConcurrentRequestsPerUser { get; set; } = 1_000;

    /// <summary>Points in one request, 1 to 10,000. Default: 10,000. More are 413.</summary>
    [Range(1, 10_000)]
    public int PointsPerRequest { get; set; } = 10_000;

    /// <summary>
    /// Requests of one user per second, up to 1,000,000; 0 for no such limit. Default: 0. Those beyond <see cref="ConcurrentRequestsPerUser"/> do
    /// not count.
    /// </summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecondPerUser { get; set; }
}

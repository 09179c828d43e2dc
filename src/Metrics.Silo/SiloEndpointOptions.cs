using System.ComponentModel.DataAnnotations;

namespace Metrics.Silo;

/// <summary>Where this silo stands in its cluster.</summary>
public sealed class SiloEndpointOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>Silos of one cluster find each other by this. Default: <c>metrics</c>.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,100}")]
    public string ClusterId { get; set; } = "metrics";

    /// <summary>State belongs to this, across clusters that follow each other. Default: <c>metrics</c>.</summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,100}")]
    public string ServiceId { get; set; } = "metrics";

    /// <summary>The TCP port for other silos, 1 to 65,535. Default: 11111. The port for Orleans clients is off.</summary>
    [Range(1, 65_535)]
    public int SiloPort { get; set; } = 11111;
}

using System.ComponentModel.DataAnnotations;

namespace Metrics.Silo.Storage;

/// <summary>How many keys a metric may have.</summary>
public sealed class KeyLimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Keys of one metric, 1 to 100,000,000. Beyond them points of a new key are refused. Default: 100,000.</summary>
    [Range(1, 100_000_000)]
    public int KeysPerMetric { get; set; } = 100_000;
}

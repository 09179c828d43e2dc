using System.ComponentModel.DataAnnotations;

namespace Metrics.Silo.Storage;

/// <summary>How much the database keeps, and how much may wait for it.</summary>
public sealed class StorageLimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>Keys of one metric, 1 to 100,000,000. Beyond them points of a new key are refused. Default: 100,000.</summary>
    [Range(1, 100_000_000)]
    public int KeysPerMetric { get; set; } = 100_000;

    /// <summary>
    /// Metrics of one organization, 1 to 100,000. Beyond them new ones are refused. Their definitions are one document, which each change
    /// writes anew. Default: 10,000.
    /// </summary>
    [Range(1, 100_000)]
    public int MetricsPerOrganization { get; set; } = 10_000;

    /// <summary>
    /// How many aggregates may wait to be written, to be read, or to be sent to another silo, each per silo; 100 to 10,000,000. As many receipts, keys
    /// and requests may wait to be looked up. Beyond it requests are refused at once. Default: 100,000.
    /// </summary>
    [Range(100, 10_000_000)]
    public int QueueLength { get; set; } = 100_000;
}

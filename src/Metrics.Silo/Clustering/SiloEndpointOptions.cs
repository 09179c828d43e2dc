using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Metrics.Silo.Clustering;

/// <summary>Where this silo stands in its cluster.</summary>
public sealed class SiloEndpointOptions : IValidatableObject
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

    /// <summary>
    /// The IP address at which other silos reach this one; in Kubernetes that of the pod. Default: the first private IPv4 address of
    /// this machine, but on Linux not that of a bridge between its own containers or virtual machines; then the first other IPv4 address, then
    /// the loopback. With <see cref="Storage.StorageProvider.Sqlite"/> there are no other silos, and this one keeps to the loopback.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress is null)
        {
            return [];
        }

        if (!IPAddress.TryParse(AdvertisedAddress, out var address))
        {
            return [new ValidationResult($"'{AdvertisedAddress}' is not an IP address.", [nameof(AdvertisedAddress)])];
        }

        // One may listen on all addresses, but nobody can be reached at "all".
        return HostAddress.IsOfOneHost(address)
            ? []
            : [new ValidationResult($"'{AdvertisedAddress}' is not an address at which others reach this process.", [nameof(AdvertisedAddress)])];
    }
}

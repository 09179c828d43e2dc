using Instant = NodaTime.Instant;

namespace Metrics.Silo.Grains;

/// <summary>Deletes the values of one organization that are older than it keeps them. Its key is <see cref="KeyOf"/>.</summary>
[Alias("Metrics.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    private const string Prefix = "r|";

    /// <summary>The grain key of an organization.</summary>
    static string KeyOf(string organization) => Prefix + organization;

    /// <summary>The organization of a grain key: the reverse of <see cref="KeyOf"/>.</summary>
    static string OrganizationOf(string grainKey) => grainKey[Prefix.Length..];

    /// <summary>
    /// Deletes old values, unless that was done within the last hour. Every silo may ask again and again. Metrics that fail are passed
    /// over, and tried again at the next time.
    /// </summary>
    /// <param name="firstKept">For each interval whose values are not kept for ever: the start of the first time bucket that stays.</param>
    /// <returns>How many values were deleted.</returns>
    [Alias("Purge"), ResponseTimeout("00:10:00")]
    Task<long> Purge(IReadOnlyDictionary<Interval, Instant> firstKept);
}

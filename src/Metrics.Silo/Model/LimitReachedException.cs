using System.Globalization;

namespace Metrics.Silo.Model;

/// <summary>The organization has as many of what the message names as it may have. Nothing was changed.</summary>
[GenerateSerializer, Alias("Metrics.LimitReachedException")]
public sealed class LimitReachedException(string message) : Exception(message)
{
    /// <summary>An organization may have so many, and no more.</summary>
    internal static LimitReachedException Of(int limit, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"an organization may have at most {limit} {what}"));
}

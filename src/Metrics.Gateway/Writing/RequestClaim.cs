using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>What a metric knows of a request with an idempotency key.</summary>
/// <param name="Key">The key.</param>
/// <param name="ReceivedAt">When its first request came: all its repetitions take that for their own time.</param>
/// <param name="IsRepetition">Whether this is not the first one.</param>
internal sealed record RequestClaim(string Key, Instant ReceivedAt, bool IsRepetition)
{
    /// <summary>A receipt for its samples, whose value the bucket fills in.</summary>
    public Receipt NewReceipt() => new(Key, 0m, ReceivedAt);
}

using NodaTime;

namespace Metrics.Silo.Model;

/// <summary>
/// Proof that a bucket has counted what a request with an idempotency key brought it. Committed together with the
/// aggregate, so that a repetition is answered and not counted, whatever happened in between.
/// </summary>
/// <param name="IdempotencyKey">The key of the request.</param>
/// <param name="Value">The running value that the first answer told.</param>
/// <param name="CreatedAt">When; receipts are forgotten an hour or two after a day.</param>
[GenerateSerializer, Immutable, Alias("Metrics.Receipt")]
public sealed record Receipt(
    [property: Id(0)] string IdempotencyKey, [property: Id(1)] decimal Value, [property: Id(2)] Instant CreatedAt);

using System.Net;
using Metrics.Gateway.V2;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Gateway.Writing;

/// <summary>Finds out whether a request with an idempotency key came before.</summary>
internal sealed class RequestClaims(RequestRegistry requests)
{
    /// <summary>Makes the request known to a metric.</summary>
    /// <exception cref="ApiFailure">422: the metric knows another request by that key.</exception>
    /// <exception cref="MetricDeletedException">The metric is deleted. Nothing was changed.</exception>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer. No point was added.</exception>
    public async Task<RequestClaim> ClaimAsync(MetricDefinition metric, IdempotencyKey key, Instant now)
    {
        var request = new IdempotentRequest(metric.Id, key.Text, key.BodyHash, Instant.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()));
        var first = await requests.ClaimAsync(request);
        return first.BodyHash == request.BodyHash
            ? new RequestClaim(key.Text, first.ReceivedAt, first != request)
            : throw new ApiFailure(
                HttpStatusCode.UnprocessableEntity,
                "The Idempotency-Key was used for a request with another body, please use a new key for a new request");
    }

    /// <summary>
    /// What a metric knows of the request, if it came before. Nothing is recorded: a request that is refused does not use its key up.
    /// </summary>
    /// <returns>The claim; null where there is none for this body.</returns>
    /// <inheritdoc cref="RequestRegistry.FindAsync" path="/exception"/>
    public async Task<RequestClaim?> FindAsync(MetricDefinition metric, IdempotencyKey key) =>
        await requests.FindAsync(new IdempotentRequest(metric.Id, key.Text, key.BodyHash, default)) is { } first && first.BodyHash == key.BodyHash
            ? new RequestClaim(key.Text, first.ReceivedAt, IsRepetition: true)
            : null;
}

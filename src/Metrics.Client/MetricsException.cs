using System.Net;

namespace Metrics.Client;

/// <summary>The service refused a request, or it is not known what became of it.</summary>
public sealed class MetricsException : Exception
{
    internal MetricsException(string message, HttpStatusCode? status, IReadOnlyList<PointError> errors, Exception? innerException = null)
        : base(message, innerException) => (Status, Errors) = (status, errors);

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>What was wrong with which points of a batch, at most 100 of them; empty for any other request.</summary>
    public IReadOnlyList<PointError> Errors { get; }

    /// <summary>
    /// Whether the request may have taken effect. A 4xx has not; after anything else it may have. The client repeats such requests
    /// by itself, with an <c>Idempotency-Key</c> where they add data; so this is what was left after the last attempt.
    /// </summary>
    public bool IsOutcomeUnknown => Status is null or >= HttpStatusCode.InternalServerError;
}

/// <summary>What was wrong with one point of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Message">What was wrong, and what is allowed.</param>
public sealed record PointError(int Index, string Message);

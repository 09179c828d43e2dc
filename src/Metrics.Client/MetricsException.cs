using System.Net;

namespace Metrics.Client;

/// <summary>The service refused a request, or it is not known what became of it.</summary>
public sealed class MetricsException : Exception
{
    internal MetricsException(
        string message, HttpStatusCode? status, bool isOutcomeUnknown, IReadOnlyList<PointError> errors, Exception? innerException = null)
        : base(message, innerException) => (Status, IsOutcomeUnknown, Errors) = (status, isOutcomeUnknown, errors);

    /// <summary>The status of the last answer; null where the last attempt got none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>
    /// What was wrong with which points of a batch, at most 100 of them; of a point that a <see cref="PointBatcher"/> was refused, what was wrong
    /// with this one. Empty for any other request.
    /// </summary>
    public IReadOnlyList<PointError> Errors { get; }

    /// <summary>
    /// Whether the request may have taken effect. It has not where every attempt was refused (3xx, 4xx). One attempt without a whole
    /// answer, with a 5xx, or with a success that is not of the API is enough not to know, whatever the last one was answered: points
    /// that are added anew after that have a key of their own, and may count twice.
    /// </summary>
    public bool IsOutcomeUnknown { get; }

    /// <summary>Whether the service says that a metric is not there. The 404 of somebody else says that the service is not.</summary>
    internal bool IsMissing { get; init; }
}

/// <summary>What was wrong with one point of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Message">What was wrong, and what is allowed.</param>
public sealed record PointError(int Index, string Message);

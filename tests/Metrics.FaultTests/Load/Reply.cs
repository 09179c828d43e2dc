using Metrics.FaultTests.Checking;

namespace Metrics.FaultTests.Load;

/// <summary>How one request ended, as its client saw it.</summary>
public enum ReplyKind
{
    /// <summary>2xx.</summary>
    Acknowledged,

    /// <summary>429.</summary>
    TooMany,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>No connection was made, so nothing was sent.</summary>
    NotConnected,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The connection broke before the answer was complete.</summary>
    Broken,

    /// <summary>The answer of a proxy that got none itself: 502 or 504.</summary>
    BadGateway,

    /// <summary>Whatever the service never answers to a good request.</summary>
    Unexpected,
}

/// <summary>One answer, or the lack of it.</summary>
/// <param name="Kind">How the request ended.</param>
/// <param name="Value">The running value, where one was answered to a single point.</param>
/// <param name="RetryAfter">Whether the answer says when to come again.</param>
/// <param name="Detail">The status and the body of an answer that was not expected, or what broke.</param>
/// <param name="Values">The running values of the buckets, where they were answered to several points.</param>
public readonly record struct Reply(
    ReplyKind Kind, decimal? Value = null, bool RetryAfter = false, string? Detail = null, IReadOnlyDictionary<string, decimal>? Values = null)
{
    /// <summary>The running value of a bucket, where one was answered.</summary>
    public decimal? ValueOf(string bucket) => Values is null ? Value : Values[bucket];

    /// <summary>Whether the point is counted.</summary>
    public Outcome Outcome => Kind switch
    {
        ReplyKind.Acknowledged => Outcome.Acknowledged,
        ReplyKind.TooMany or ReplyKind.NotFound or ReplyKind.NotConnected => Outcome.Refused,
        _ => Outcome.Unknown,
    };
}

/// <summary>A request that was not acknowledged.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="RetryAfter">Whether the answer says when to come again.</param>
/// <param name="Start">When it was sent, as a timestamp.</param>
/// <param name="End">When it ended.</param>
/// <param name="Detail">What the answer said, or what broke, and where.</param>
public readonly record struct Rejection(ReplyKind Kind, bool RetryAfter, long Start, long End, string Detail)
{
    public TimeSpan Duration => System.Diagnostics.Stopwatch.GetElapsedTime(Start, End);
}

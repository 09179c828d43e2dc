namespace Metrics.Client;

/// <summary>Where the service is, who asks, and how patient the client is.</summary>
public sealed class MetricsClientOptions
{
    /// <summary>The address of the service, such as <c>http://localhost:8080</c>. A path in it, such as <c>/api</c>, is kept.</summary>
    /// <exception cref="ArgumentException">It is relative, or neither http nor https.</exception>
    public required Uri Server
    {
        get;
        init => field = value is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? value
            : throw new ArgumentException($"'{value}' is not an http or https address.", nameof(value));
    }

    /// <summary>Who asks.</summary>
    public required MetricsCredentials Credentials { get; init; }

    /// <summary>
    /// How often a request is repeated after an answer that may be better later (408, 429, 502, 503, 504) or after none, or only a part of
    /// one; 0 for never. Default: 8, which is about 20 seconds: longer than the service needs to replace a process that was lost. Points that
    /// may have counted are not repeated 23 hours after the first attempt or later, as where the machine was asleep: the service knows for a
    /// day what it has counted. The call then throws a <see cref="MetricsException"/> whose outcome is unknown.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8;

    /// <summary>How long one attempt may take, until the last byte of the answer: more than 0, up to 1 day. Default: 30 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public TimeSpan AttemptTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>How many connections may be open at a time, at least 1. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100;

    /// <summary>The clock of signatures, pauses and batches. Default: that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

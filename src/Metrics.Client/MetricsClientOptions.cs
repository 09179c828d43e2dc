namespace Metrics.Client;

/// <summary>Where the service is, who asks, and how patient the client is.</summary>
public sealed class MetricsClientOptions
{
    /// <summary>The address of the service, such as <c>http://localhost:8080</c>. A path in it, such as <c>/api</c>, is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>Who asks.</summary>
    public required MetricsCredentials Credentials { get; init; }

    /// <summary>
    /// How often a request is repeated after an answer that may be better later (429, 502, 503, 504) or no whole answer; 0 for
    /// never. Default: 8, which is about 20 seconds: longer than the service needs to replace a process that was lost.
    /// </summary>
    public int MaxRetries { get; init; } = 8;

    /// <summary>How long one attempt may take, until the last byte of the answer. Default: 30 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most connections to have open at a time. Default: 100.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>The clock of signatures and of pauses. Default: that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

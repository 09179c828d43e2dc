using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests.Support;

/// <summary>Keeps what is logged, and tells when there is something.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<LogLine> _lines = [];

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>Called after each line.</summary>
    public Action OnLine { get; init; } = () => { };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(new LogLine(logLevel, formatter(state, exception), exception));
        OnLine();
    }
}

/// <summary>One line of a log.</summary>
internal sealed record LogLine(LogLevel Level, string Message, Exception? Exception);

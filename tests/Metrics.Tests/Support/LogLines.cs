using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Metrics.Tests.Support;

/// <summary>A log that a test reads.</summary>
internal sealed class LogLines : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    /// <summary>What was logged so far.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Text)> All => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}

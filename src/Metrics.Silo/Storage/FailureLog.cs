using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Logs the batches of one operation that fail. While the database is away that may be a hundred a second, all for one reason: the first
/// has a line, then there is one every ten seconds that says how many there were, and one when a batch succeeds again.
/// </summary>
/// <param name="operation">What a batch does.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the lines go.</param>
internal sealed partial class FailureLog(string operation, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _lastFailure;
    private long? _lastRecovery;
    private int _untold;
    private int _failed;

    /// <summary>A batch of so many has failed.</summary>
    public void Failed(int count, Exception exception)
    {
        lock (_lock)
        {
            Volatile.Write(ref _failed, _failed + 1);
            var unexpected = exception.UnlessExpected();
            if (unexpected is null && !HasPassed(_lastFailure))
            {
                _untold++;
                return;
            }

            // What nobody has foreseen is never among those that are only counted.
            _lastFailure = time.GetTimestamp();
            if (_untold == 0)
            {
                Log.BatchFailed(logger, operation, count, exception.Message, unexpected);
            }
            else
            {
                Log.BatchesFailed(logger, operation, _untold + 1, count, exception.Message, unexpected);
                _untold = 0;
            }
        }
    }

    /// <summary>A batch has succeeded.</summary>
    public void Succeeded()
    {
        // Nearly always, and then nobody waits here for anybody.
        if (Volatile.Read(ref _failed) == 0)
        {
            return;
        }

        lock (_lock)
        {
            // Where batches fail and succeed in turn, a later success says it.
            if (_failed > 0 && HasPassed(_lastRecovery))
            {
                _lastRecovery = time.GetTimestamp();
                Log.Recovered(logger, operation, _failed);
                Volatile.Write(ref _failed, 0);
                _untold = 0;
            }
        }
    }

    private bool HasPassed(long? last) => last is null || time.GetElapsedTime(last.Value) >= Pause;

    private static partial class Log
    {
        [LoggerMessage(134, LogLevel.Error, "A batch of {Count} failed ({Operation}): {Reason}")]
        public static partial void BatchFailed(ILogger logger, string operation, int count, string reason, Exception? exception);

        [LoggerMessage(135, LogLevel.Error, "{Batches} more batches failed ({Operation}), the last one of {Count}: {Reason}")]
        public static partial void BatchesFailed(ILogger logger, string operation, int batches, int count, string reason, Exception? exception);

        [LoggerMessage(137, LogLevel.Information, "A batch succeeded again ({Operation}), after {Batches} had failed.")]
        public static partial void Recovered(ILogger logger, string operation, int batches);
    }
}

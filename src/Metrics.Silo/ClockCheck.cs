using Microsoft.Extensions.Logging;

namespace Metrics.Silo;

/// <summary>
/// Tells whether the wall clock was set forward between two runs of something that deletes by it what is old. By a clock that is a day ahead,
/// receipts are forgotten whose requests may still come again, and values are deleted that are to be kept. Nobody can tell a wrong time from one
/// that was put right, so only the first run after the step is left out: for so long the clock can be set back.
/// </summary>
/// <remarks>The suspension of a machine looks the same, since timestamps do not count it on Linux. One run later is early enough then.</remarks>
/// <param name="time">The clock.</param>
/// <param name="logger">The log of the service that runs.</param>
public sealed partial class ClockCheck(TimeProvider time, ILogger logger)
{
    /// <summary>
    /// How much further than the time that has passed the wall clock may move from one run to the next: what a time server puts right is less.
    /// </summary>
    internal static readonly TimeSpan MaxStep = TimeSpan.FromMinutes(5);

    private (DateTimeOffset Wall, long Timestamp)? _before;
    private bool _isLeftOut;

    /// <summary>
    /// Whether this run may go by the wall clock. To be asked once in each run; at the first one there is nothing to compare with. Of two runs in
    /// a row one may: a machine that is suspended again and again must not keep all that is old.
    /// </summary>
    public bool MayRun()
    {
        var now = (Wall: time.GetUtcNow(), Timestamp: time.GetTimestamp());
        var step = _before is { } before ? now.Wall - before.Wall - time.GetElapsedTime(before.Timestamp, now.Timestamp) : TimeSpan.Zero;
        _before = now;
        _isLeftOut = step > MaxStep && !_isLeftOut;
        if (_isLeftOut)
        {
            Log.SetForward(logger, step);
        }

        return !_isLeftOut;
    }

    private static partial class Log
    {
        [LoggerMessage(123, LogLevel.Warning, "The wall clock was set forward by {Step} since the last run, or the machine was suspended. This run is left out, and the next one deletes by the new time: if that is wrong, set the clock right before")]
        public static partial void SetForward(ILogger logger, TimeSpan step);
    }
}

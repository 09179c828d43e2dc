namespace Metrics.Samples.Traffic;

/// <summary>Lets something happen at an even rate, without drifting away from it.</summary>
internal sealed class Pace(double perSecond, TimeProvider time)
{
    private readonly TimeSpan _step = TimeSpan.FromSeconds(1 / perSecond);
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>Waits for the next turn.</summary>
    /// <returns>False once <paramref name="stop"/> is asked for.</returns>
    public async Task<bool> WaitAsync(CancellationToken stop)
    {
        var now = time.GetElapsedTime(_started);
        if (_due > now)
        {
            // A cancelled wait is an ordinary end, so it does not throw.
            await Task.Delay(_due - now, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (now - _due > TimeSpan.FromSeconds(1))
        {
            // After a long answer, or after the machine slept, the missed turns are not made up for in a burst.
            _due = now;
        }

        _due += _step;
        return !stop.IsCancellationRequested;
    }
}

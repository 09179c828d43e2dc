using System.Collections.Concurrent;

namespace Metrics.Tests.Support;

/// <summary>A clock on which no ten seconds pass until it is told to; from then on they pass quickly. A silo lives by other times.</summary>
internal sealed class TenSecondsClock : TimeProvider
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<Timer> _timers = [];
    private volatile bool _isQuick;

    public void LetTenSecondsPass()
    {
        _isQuick = true;
        foreach (var timer in _timers)
        {
            timer.Renew();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private TimeSpan Of(TimeSpan time) =>
        time != Pause ? time : _isQuick ? TimeSpan.FromMilliseconds(10) : Timeout.InfiniteTimeSpan;

    private sealed class Timer(TenSecondsClock clock, ITimer inner) : ITimer
    {
        private (TimeSpan Due, TimeSpan Period) _last;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _last = (dueTime, period);
            return inner.Change(clock.Of(dueTime), clock.Of(period));
        }

        public void Renew()
        {
            if (_last.Due == Pause || _last.Period == Pause)
            {
                Change(_last.Due, _last.Period);
            }
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

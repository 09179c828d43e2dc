namespace Metrics.Tests.Support;

/// <summary>A clock whose timer runs out when it is told to.</summary>
internal sealed class HeldTimers : TimeProvider
{
    private readonly TaskCompletionSource _isWaiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    public Task IsWaiting => _isWaiting.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        _isWaiting.SetResult();
        return _timer;
    }

    public void Release() => _timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
}

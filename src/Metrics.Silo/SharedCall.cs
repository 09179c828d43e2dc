namespace Metrics.Silo;

/// <summary>One call for all who want its result, whose number may be large: one runs at a time, and at most one more waits for its end.</summary>
/// <param name="call">The call. It may fail; then it fails for all who share it.</param>
internal sealed class SharedCall<T>(Func<Task<T>> call)
{
    private readonly Lock _lock = new();
    private Task<T>? _latest;
    private bool _hasBegun;

    /// <summary>The result of a call that runs already, or of one that begins now.</summary>
    public Task<T> JoinAsync() => RunAsync(mayHaveBegun: true);

    /// <summary>The result of a call that begins after this one was asked for, so that it knows of all that was done by then.</summary>
    public Task<T> NextAsync() => RunAsync(mayHaveBegun: false);

    private Task<T> RunAsync(bool mayHaveBegun)
    {
        lock (_lock)
        {
            if (_latest is not { IsCompleted: false } || (_hasBegun && !mayHaveBegun))
            {
                _hasBegun = false;
                _latest = CallAfterAsync(_latest);
            }

            return _latest;
        }
    }

    private async Task<T> CallAfterAsync(Task? former)
    {
        if (former is not null)
        {
            // Whether it failed is for those who wait for it.
            await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_lock)
        {
            _hasBegun = true;
        }

        return await call();
    }
}

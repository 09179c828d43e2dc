using System.Diagnostics;

namespace Metrics.Tests.Support;

/// <summary>Waits for what comes about elsewhere and tells nobody, such as in another process.</summary>
internal static class Wait
{
    /// <summary>Longer than anything takes that is waited for, on a machine that does ten other things.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="state">What there is instead, for the failure when time is up.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> state)
    {
        for (var start = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(Pause))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"What is waited for has not come about within {Limit.TotalSeconds} s: {state()}");
        }
    }
}

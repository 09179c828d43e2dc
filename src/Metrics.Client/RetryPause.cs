using System.Security.Cryptography;

namespace Metrics.Client;

/// <summary>How long to wait before a request is repeated.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Twice as long each time, no shorter than the answer asks for, and at random up to half as long again: clients that failed
    /// together, and were all asked to wait a second, would otherwise return together.
    /// </summary>
    /// <param name="retry">How many there were before, from 0.</param>
    /// <param name="response">The answer, or null where there was none. What it asks for counts up to the longest pause.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan Before(int retry, HttpResponseMessage? response, DateTimeOffset now)
    {
        var usual = First * Math.Pow(2, Math.Min(retry, 10));
        var asked = response?.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now ?? TimeSpan.Zero : TimeSpan.Zero;
        var shortest = Math.Min(Math.Max(usual.Ticks, asked.Ticks), Longest.Ticks);
        return TimeSpan.FromTicks(shortest + RandomNumberGenerator.GetInt32((int)(shortest / 2)));
    }
}

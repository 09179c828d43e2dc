using System.Data.Common;

namespace Metrics.Silo.Storage;

/// <summary>What logs tell of a failure.</summary>
internal static class FailureExtensions
{
    /// <summary>
    /// The exception, to be logged with the place where it was thrown. Null for what a database or a silo that is away brings about: its
    /// message says it all, and there may be many.
    /// </summary>
    public static Exception? UnlessExpected(this Exception exception) =>
        exception is DbException or TimeoutException or OrleansException ? null : exception;
}

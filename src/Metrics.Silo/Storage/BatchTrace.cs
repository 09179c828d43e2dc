using System.Diagnostics;

namespace Metrics.Silo.Storage;

/// <summary>
/// The span of a batch. It is one for many requests: a child of the first that is traced, with links to the others. Where none is
/// traced there is none, and a batch costs nothing more.
/// </summary>
internal static class BatchTrace
{
    private const int MaxLinks = 100;

    private static readonly ActivitySource Source = new(StorageMetrics.MeterName);

    /// <summary>Starts the span.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="waiting">The spans that wait for it.</param>
    /// <param name="size">Of how many requests it is made.</param>
    public static Activity? Start(string operation, IEnumerable<ActivityContext> waiting, int size)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var callers = waiting.Where(caller => caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).Take(MaxLinks + 1).ToList();
        var span = callers.Count == 0
            ? null
            : Source.StartActivity(operation, ActivityKind.Internal, callers[0], links: callers.Skip(1).Select(caller => new ActivityLink(caller)));
        span?.SetTag("metrics.batch.size", size);
        return span;
    }
}

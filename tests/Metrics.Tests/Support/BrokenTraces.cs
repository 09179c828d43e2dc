using System.Diagnostics;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Support;

/// <summary>A trace in which no span of a batch can begin: a failure before the batch has done anything.</summary>
internal sealed class BrokenTraces : IDisposable
{
    private readonly Activity _caller = new("test");
    private readonly ActivityListener _listener = new();

    private BrokenTraces(string operation)
    {
        _caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        _caller.Start();
        var trace = _caller.TraceId;

        // Other tests run beside this one, in traces of their own or in none.
        _listener.ShouldListenTo = source => source.Name == StorageMetrics.MeterName;
        _listener.Sample = (ref ActivityCreationOptions<ActivityContext> span) =>
            span.Name == operation && span.TraceId == trace ? throw new InvalidOperationException("broken") : ActivitySamplingResult.None;
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Begins the trace, for what is called from here until it is disposed of.</summary>
    public static BrokenTraces Begin(string operation) => new(operation);

    public void Dispose()
    {
        _listener.Dispose();
        _caller.Dispose();
    }
}

namespace Metrics.FaultTests.Support;

/// <summary>A scenario of the long run only: it has not yet been run often enough to stop a build.</summary>
public sealed class LongRunFactAttribute : FactAttribute
{
    public LongRunFactAttribute()
    {
        if (!FaultRun.IsLong)
        {
            Skip = "Not part of the short run yet: METRICS_FAULTS=long runs it.";
        }
    }
}

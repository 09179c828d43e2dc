namespace Metrics.FaultTests.Support;

/// <summary>A scenario of the long run only: on a machine that stands still for seconds it fails without a fault of ours, and may not stop a build.</summary>
public sealed class LongRunFactAttribute : FactAttribute
{
    public LongRunFactAttribute()
    {
        if (!FaultRun.IsLong)
        {
            Skip = "Part of the long run only: METRICS_FAULTS=long.";
        }
    }
}

namespace Metrics.FaultTests.Support;

/// <summary>A load on a cluster that somebody else runs, and breaks: deploy/drill.sh does.</summary>
public sealed class RunningClusterFactAttribute : FactAttribute
{
    public RunningClusterFactAttribute()
    {
        if (FaultRun.Addresses.Count == 0)
        {
            Skip = "For a cluster that runs already: METRICS_FAULTS_ADDRESSES says where.";
        }
    }
}

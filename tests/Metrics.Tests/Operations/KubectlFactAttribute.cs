using Metrics.Tests.Support;

namespace Metrics.Tests.Operations;

/// <summary>A test that renders manifests with kubectl. Debian 12 has one that is too old, so where there is none the test is skipped, and says so.</summary>
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (!Tool.IsThere("kubectl"))
        {
            Skip = "kubectl is not there; version 1.27 or later renders k8s/";
        }
    }
}

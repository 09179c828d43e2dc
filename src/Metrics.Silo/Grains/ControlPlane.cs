namespace Metrics.Silo.Grains;

/// <summary>The grains that change rarely share one storage: Microsoft.Orleans.Persistence.AdoNet, with JSON in it.</summary>
internal static class ControlPlane
{
    /// <summary>The name under which those grains ask for their storage.</summary>
    public const string ProviderName = "control";
}

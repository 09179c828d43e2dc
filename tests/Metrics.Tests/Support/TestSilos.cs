namespace Metrics.Tests.Support;

/// <summary>A cluster that is only said to be there.</summary>
internal static class TestSilos
{
    /// <summary>What one of the silos is told of itself and of all of them. It may change meanwhile.</summary>
    public static ISiloStatusOracle OracleOf(SiloAddress self, IReadOnlyDictionary<SiloAddress, SiloStatus> silos) => StandIn.For<ISiloStatusOracle>((method, _) =>
        method.ReturnType == typeof(SiloAddress) ? self
        : method.ReturnType == typeof(bool) ? true
        : silos.Where(silo => silo.Value == SiloStatus.Active).ToDictionary());
}

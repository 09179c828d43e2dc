using System.Collections.Immutable;

namespace Metrics.Silo.Grains;

/// <summary>Hands out the ids of the whole deployment: 1, 2, 3, ... Never the same one twice; some may be skipped.</summary>
[Alias("Metrics.IIdSequenceGrain")]
public interface IIdSequenceGrain : IGrainWithStringKey
{
    /// <summary>The key of the sequence that metrics take their ids from.</summary>
    const string MetricIds = "s|metric";

    /// <summary>The next id.</summary>
    [Alias("Next")]
    Task<long> Next();

    /// <summary>
    /// Gives out one id for each that is asked for: that very one, if nobody has had it and it is not far beyond the last one, else the next
    /// after all of these. What lies between is skipped, and may be asked for in the same way.
    /// </summary>
    /// <returns>The ids, in the order of those that were asked for.</returns>
    [Alias("Take")]
    Task<ImmutableArray<long>> Take(ImmutableArray<long> wanted);
}

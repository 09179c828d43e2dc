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
    /// Gives out this very id, if nobody has had it and it is not far beyond the last one. What lies between is skipped, and may
    /// be asked for in the same way.
    /// </summary>
    /// <returns>Whether the id was given out.</returns>
    [Alias("Reserve")]
    Task<bool> Reserve(long id);
}

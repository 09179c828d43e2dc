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
}

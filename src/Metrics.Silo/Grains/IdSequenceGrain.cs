namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IIdSequenceGrain"/>
internal sealed class IdSequenceGrain(
    [PersistentState("id-sequence", ControlPlane.ProviderName)] IPersistentState<IdSequenceState> sequence) : Grain, IIdSequenceGrain
{
    /// <inheritdoc/>
    public async Task<long> Next()
    {
        // Written before it is handed out: an id that may have been given away is never given again.
        var next = sequence.State.Last + 1;
        sequence.State = new IdSequenceState(next);
        try
        {
            await sequence.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        return next;
    }
}

/// <summary>What an id sequence persists, as JSON.</summary>
/// <param name="Last">The last id that was handed out; 0 before the first.</param>
internal sealed record IdSequenceState(long Last)
{
    /// <summary>A sequence that has handed out nothing.</summary>
    public IdSequenceState()
        : this(0)
    {
    }
}

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IIdSequenceGrain"/>
internal sealed class IdSequenceGrain(
    [PersistentState("id-sequence", ControlPlane.ProviderName)] IPersistentState<IdSequenceState> sequence) : Grain, IIdSequenceGrain
{
    /// <inheritdoc/>
    public async Task<long> Next()
    {
        await SaveAsync(sequence.State with { Last = sequence.State.Last + 1 });
        return sequence.State.Last;
    }

    /// <inheritdoc/>
    public async Task<bool> Reserve(long id)
    {
        if (sequence.State.Reserve(id) is not { } state)
        {
            return false;
        }

        await SaveAsync(state);
        return true;
    }

    /// <summary>Before an id is handed out: one that may have been given away is never given again.</summary>
    private async Task SaveAsync(IdSequenceState state)
    {
        sequence.State = state;
        try
        {
            await sequence.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IIdSequenceGrain"/>
internal sealed class IdSequenceGrain(
    [PersistentState("id-sequence", ControlPlane.ProviderName)] IPersistentState<IdSequenceState> sequence) : Grain, IIdSequenceGrain
{
    /// <inheritdoc/>
    public async Task<long> Next()
    {
        // Before the id is handed out: one that may have been given away is never given again.
        await this.SaveAsync(sequence, sequence.State with { Last = sequence.State.Last + 1 });
        return sequence.State.Last;
    }

    /// <inheritdoc/>
    public async Task<bool> Reserve(long id)
    {
        if (sequence.State.Reserve(id) is not { } state)
        {
            return false;
        }

        await this.SaveAsync(sequence, state);
        return true;
    }
}

using System.Collections.Immutable;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IIdSequenceGrain"/>
internal sealed class IdSequenceGrain(
    [PersistentState("id-sequence", ControlPlane.ProviderName)] IPersistentState<IdSequenceState> sequence) : Grain, IIdSequenceGrain
{
    /// <inheritdoc/>
    public async Task<long> Next()
    {
        // Before the id is handed out: one that may have been given away is never given again.
        await this.SaveAsync(sequence, sequence.State.Next());
        return sequence.State.Last;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<long>> Take(ImmutableArray<long> wanted)
    {
        var (state, ids) = sequence.State.Take(wanted);
        await this.SaveAsync(sequence, state);
        return ids;
    }
}

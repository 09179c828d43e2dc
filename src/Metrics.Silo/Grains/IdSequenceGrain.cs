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
        var ids = new long[wanted.Length];
        var state = sequence.State;
        for (var i = 0; i < ids.Length; i++)
        {
            (state, ids[i]) = state.Take(wanted[i]);
        }

        await this.SaveAsync(sequence, state);
        return [.. ids];
    }
}

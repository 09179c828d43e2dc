using System.Collections.Immutable;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IIdSequenceGrain"/>
internal sealed partial class IdSequenceGrain(
    [PersistentState("id-sequence", ControlPlane.ProviderName)] IPersistentState<IdSequenceState> sequence,
    IBucketQueries queries,
    ILogger<IdSequenceGrain> logger) : Grain, IIdSequenceGrain
{
    /// <summary>
    /// Begins beyond all ids that the database knows. It may have lost its last commits in a failover, and a metric that was among them may
    /// have taken points since, as copies of its catalog still knew it: another metric of that id would show them as its own.
    /// </summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var last = sequence.State.Last;
        var lastKnown = await DatabaseCall.RunAsync(() => queries.FindLastMetricAsync(last));
        if (lastKnown > last)
        {
            Log.IdsLost(logger, last, lastKnown);
            sequence.State = sequence.State.Beyond(lastKnown);
        }
    }

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

    private static partial class Log
    {
        [LoggerMessage(
            113,
            LogLevel.Warning,
            "The last id of a metric that was given out is {Last}, but there is data of metric {Known}: the database has lost commits. Ids go on after that one")]
        public static partial void IdsLost(ILogger logger, long last, long known);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Metrics.Silo.Grains;

/// <summary>How the grains that change rarely write their states.</summary>
internal static class GrainStateExtensions
{
    /// <summary>Puts another state in the place of the one that there is. When this returns it is on disk.</summary>
    public static async Task SaveAsync<TState>(this IGrainBase grain, IPersistentState<TState> persistent, TState state)
    {
        persistent.State = state;
        try
        {
            await persistent.WriteStateAsync();
        }
        catch
        {
            // Memory is ahead of the database now. The next activation reads what is really there.
            grain.DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>
    /// Writes the state at an activation. A write that an earlier activation gave up may still reach the database after this one has read it, and
    /// nobody would notice for as long as the grain is asked now and then and so stays in memory. After this, a late write finds another version
    /// and changes nothing; one that came first makes this write fail, and is read.
    /// </summary>
    /// <param name="persistent">The state as it was read.</param>
    /// <param name="begin">Makes of what was read what this activation begins with.</param>
    /// <param name="cancellationToken">Ends the activation.</param>
    public static async Task EndEarlierWritesAsync<TState>(
        this IPersistentState<TState> persistent, Func<TState, TState> begin, CancellationToken cancellationToken)
    {
        while (true)
        {
            persistent.State = begin(persistent.State);
            try
            {
                await persistent.WriteStateAsync(cancellationToken);
                return;
            }
            catch (InconsistentStateException)
            {
                await persistent.ReadStateAsync(cancellationToken);
            }
        }
    }

    /// <summary>Whether the database has the version that the grain knows. The state of the grain stays as it is.</summary>
    public static async Task<bool> IsAsStoredAsync<TState>(this IGrainBase grain, string stateName, IPersistentState<TState> persistent)
    {
        var storage = grain.GrainContext.ActivationServices.GetRequiredKeyedService<IGrainStorage>(ControlPlane.ProviderName);
        var stored = new GrainState<Unread>();
        await storage.ReadStateAsync(stateName, grain.GrainContext.GrainId, stored);
        return stored.ETag == persistent.Etag;
    }

    /// <summary>A state of which only the version is of interest.</summary>
    private sealed record Unread;
}

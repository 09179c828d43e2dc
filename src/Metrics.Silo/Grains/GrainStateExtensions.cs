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
}

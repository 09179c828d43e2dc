using Orleans.Storage;

namespace Metrics.Silo.Storage.Sqlite;

/// <summary>Has the states of grains written when it is their turn, see <see cref="SqliteFile.WriteTurn"/>.</summary>
internal sealed class SqliteGrainStorage(IGrainStorage inner, SqliteFile file) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurnAsync(() => inner.WriteStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurnAsync(() => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task InTurnAsync(Func<Task> write)
    {
        await file.WriteTurn.WaitAsync();
        try
        {
            await write();
        }
        finally
        {
            file.WriteTurn.Release();
        }
    }
}

using System.Globalization;
using Metrics.Silo.Storage;
using Orleans.Storage;

namespace Metrics.Tests.Support;

/// <summary>The states of grains in the memory of the test, which unlike Orleans' own outlive each silo.</summary>
internal sealed class StatesInMemory : IGrainStorage
{
    private readonly JsonStateSerializer _json = new();
    private readonly Dictionary<(string, GrainId), (BinaryData State, int Version)> _rows = [];
    private readonly Lock _lock = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            if (_rows.TryGetValue((stateName, grainId), out var row))
            {
                (grainState.State, grainState.ETag, grainState.RecordExists) = (_json.Deserialize<T>(row.State), TagOf(row.Version), true);
            }
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            var version = _rows.TryGetValue((stateName, grainId), out var row) ? row.Version : 0;
            if (grainState.ETag != (version == 0 ? null : TagOf(version)))
            {
                throw new InconsistentStateException($"The version is {version} by now.");
            }

            _rows[(stateName, grainId)] = (_json.Serialize(grainState.State), version + 1);
            (grainState.ETag, grainState.RecordExists) = (TagOf(version + 1), true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private static string TagOf(int version) => version.ToString(CultureInfo.InvariantCulture);
}

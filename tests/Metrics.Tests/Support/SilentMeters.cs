using System.Diagnostics.Metrics;
using Metrics.Silo.Storage;

namespace Metrics.Tests.Support;

/// <summary>Meters that nobody listens to.</summary>
internal sealed class SilentMeters : IMeterFactory
{
    /// <summary>What a storage measures with, where that is not the question.</summary>
    public static StorageMetrics Create() => new(new SilentMeters(), TimeProvider.System);

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}

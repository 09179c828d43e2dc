using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;

namespace Metrics.Silo.Clustering;

/// <summary>
/// Remembers on which silo a grain lives, but not on one that leaves. Orleans' own memory forgets a silo when it is gone; until
/// then it goes on sending calls there for grains that have moved, and those that are under way in the last moment are lost.
/// </summary>
internal sealed class StayingSiloCache(IServiceProvider services, ISiloStatusOracle silos) : IGrainDirectoryCache, IAsyncDisposable
{
    private readonly IGrainDirectoryCache _cache = GrainDirectoryCacheFactory.CreateGrainDirectoryCache(services, new GrainDirectoryOptions());

    /// <inheritdoc/>
    public IEnumerable<(GrainAddress ActivationAddress, int Version)> KeyValues => _cache.KeyValues;

    /// <summary>Has every call ask this memory first.</summary>
    public static void Use(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IGrainDirectoryCache, StayingSiloCache>();
        silo.Configure<GrainDirectoryOptions>(options => options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom);
    }

    /// <inheritdoc/>
    public void AddOrUpdate(GrainAddress value, int version) => _cache.AddOrUpdate(value, version);

    /// <inheritdoc/>
    public bool Remove(GrainId key) => _cache.Remove(key);

    /// <inheritdoc/>
    public bool Remove(GrainAddress key) => _cache.Remove(key);

    /// <inheritdoc/>
    public void Clear() => _cache.Clear();

    /// <inheritdoc/>
    public bool LookUp(GrainId key, [NotNullWhen(true)] out GrainAddress? result, out int version) =>
        _cache.LookUp(key, out result, out version) && !IsLeaving(result.SiloAddress);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cache is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    private bool IsLeaving(SiloAddress? silo) => silo is not null && silos.GetApproximateSiloStatus(silo).IsTerminating();
}

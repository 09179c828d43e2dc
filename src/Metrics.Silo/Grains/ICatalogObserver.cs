namespace Metrics.Silo.Grains;

/// <summary>Somebody who keeps a copy of a catalog: the <see cref="CatalogCache"/> of a silo.</summary>
[Alias("Metrics.ICatalogObserver")]
public interface ICatalogObserver : IGrainObserver
{
    /// <summary>The catalog has changed. When this returns, the copy is the new one.</summary>
    /// <param name="catalogKey">The key of the catalog grain.</param>
    /// <param name="snapshot">The catalog as it stands now.</param>
    [Alias("Publish")]
    Task Publish(string catalogKey, CatalogSnapshot snapshot);
}

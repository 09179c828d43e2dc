using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Metrics.Silo.Grains;

/// <summary>All definitions of an organization at one moment. Immutable, so that it is shared and not copied.</summary>
[GenerateSerializer, Immutable, Alias("Metrics.CatalogSnapshot")]
public sealed class CatalogSnapshot
{
    [Id(0)] private readonly ImmutableDictionary<long, MetricDefinition> _byId;
    [Id(1)] private readonly ImmutableDictionary<string, MetricDefinition> _byName;

    /// <summary>The catalog of an organization that has defined nothing.</summary>
    public static readonly CatalogSnapshot Empty = new(
        0, ImmutableDictionary<long, MetricDefinition>.Empty, ImmutableDictionary<string, MetricDefinition>.Empty);

    private CatalogSnapshot(
        long version, ImmutableDictionary<long, MetricDefinition> byId, ImmutableDictionary<string, MetricDefinition> byName)
    {
        Version = version;
        _byId = byId;
        _byName = byName;
    }

    /// <summary>Grows by one with each change, and with each activation of the grain to the time, in ticks.</summary>
    [Id(2)] public long Version { get; }

    /// <summary>How many definitions there are.</summary>
    public int Count => _byId.Count;

    /// <summary>All definitions, in no particular order.</summary>
    public IEnumerable<MetricDefinition> Definitions => _byId.Values;

    /// <summary>The snapshot of these definitions.</summary>
    public static CatalogSnapshot Of(long version, IReadOnlyCollection<MetricDefinition> definitions) => new(
        version,
        definitions.ToImmutableDictionary(definition => definition.Id),
        definitions.ToImmutableDictionary(definition => definition.Name));

    /// <summary>Finds a definition by its id.</summary>
    public bool TryGet(long id, [NotNullWhen(true)] out MetricDefinition? definition) => _byId.TryGetValue(id, out definition);

    /// <summary>Finds a definition by its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out MetricDefinition? definition) => _byName.TryGetValue(name, out definition);

    /// <summary>The next snapshot, in which the definition stands instead of the one with its id, if any.</summary>
    public CatalogSnapshot With(MetricDefinition definition)
    {
        var byName = TryGet(definition.Id, out var former) ? _byName.Remove(former.Name) : _byName;
        return new(Version + 1, _byId.SetItem(definition.Id, definition), byName.SetItem(definition.Name, definition));
    }

    /// <summary>The next snapshot, without the definition.</summary>
    public CatalogSnapshot Without(MetricDefinition definition) =>
        new(Version + 1, _byId.Remove(definition.Id), _byName.Remove(definition.Name));
}

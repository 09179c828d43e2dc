using System.Collections.Immutable;

namespace Metrics.Silo.Grains;

/// <summary>Those definitions of an import that come before the first that is refused. Only they take ids.</summary>
/// <param name="Accepted">The definitions, in their order.</param>
/// <param name="Added">Of each name that the catalog does not have the first one.</param>
internal sealed record CatalogImport(ImmutableArray<MetricDefinition> Accepted, ImmutableArray<MetricDefinition> Added)
{
    /// <summary>Finds them.</summary>
    /// <param name="catalog">The catalog that they are to come into.</param>
    /// <param name="definitions">All definitions of the import; at least one.</param>
    /// <param name="maxMetrics">How many metrics the catalog may have.</param>
    /// <exception cref="MetricNameTakenException">A metric with the name of the first one is of another kind.</exception>
    /// <exception cref="LimitReachedException">There is no room for the first one.</exception>
    public static CatalogImport Of(CatalogSnapshot catalog, ImmutableArray<MetricDefinition> definitions, int maxMetrics)
    {
        var added = new OrderedDictionary<string, MetricDefinition>();
        for (var i = 0; i < definitions.Length; i++)
        {
            var (definition, name) = (definitions[i], definitions[i].Name);
            if (catalog.TryGet(name, out var existing) || added.TryGetValue(name, out existing))
            {
                if (!existing.IsOfKindOf(definition))
                {
                    return Before(i, new MetricNameTakenException());
                }
            }
            else if (catalog.Count + added.Count >= maxMetrics)
            {
                return Before(i, LimitReachedException.Of(maxMetrics, "metrics"));
            }
            else
            {
                added.Add(name, definition);
            }
        }

        return new CatalogImport(definitions, [.. added.Values]);

        CatalogImport Before(int refused, Exception why) =>
            refused > 0 ? new CatalogImport(definitions[..refused], [.. added.Values]) : throw why;
    }

    /// <summary>Puts them into the catalog.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="ids">The ids of those that are added.</param>
    /// <returns>The catalog with them, and they with the ids that they have there.</returns>
    public (CatalogSnapshot Catalog, ImmutableArray<MetricDefinition> Imported) ApplyTo(CatalogSnapshot catalog, ImmutableArray<long> ids)
    {
        var idOf = Added.Zip(ids).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var imported = ImmutableArray.CreateBuilder<MetricDefinition>(Accepted.Length);
        foreach (var definition in Accepted)
        {
            var id = catalog.TryGet(definition.Name, out var existing) ? existing.Id : idOf[definition.Name];
            imported.Add(definition with { Id = id });
            catalog = imported[^1] == existing ? catalog : catalog.With(imported[^1]);
        }

        return (catalog, imported.MoveToImmutable());
    }
}

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IMetricCatalogGrain"/>
internal sealed class MetricCatalogGrain(
    [PersistentState("catalog", ControlPlane.ProviderName)] IPersistentState<CatalogState> catalog,
    TimeProvider time,
    ISiloStatusOracle silos) : Grain, IMetricCatalogGrain
{
    private readonly CatalogSubscribers _subscribers = new(time, CatalogCache.Lease);
    private CatalogSnapshot _snapshot = CatalogSnapshot.Empty;

    /// <summary>Takes up what a former activation left unfinished, before the first request.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _snapshot = CatalogSnapshot.Of(catalog.State.Version, catalog.State.Definitions);
        foreach (var id in catalog.State.Purging)
        {
            await PurgeAsync(id);
        }
    }

    /// <inheritdoc/>
    public Task<CatalogSnapshot> GetSnapshot() => Task.FromResult(_snapshot);

    /// <inheritdoc/>
    public Task<CatalogSnapshot> Subscribe(ICatalogObserver observer)
    {
        _subscribers.Renew(observer);
        return Task.FromResult(_snapshot);
    }

    /// <inheritdoc/>
    public async Task<MetricCreation> Create(MetricDefinition draft)
    {
        if (_snapshot.TryGet(draft.Name, out var existing))
        {
            return existing.IsSameAs(draft) ? new MetricCreation(existing, IsNew: false) : throw new MetricNameTakenException();
        }

        var definition = draft with { Id = await GrainFactory.GetGrain<IIdSequenceGrain>(IIdSequenceGrain.MetricIds).Next() };
        await SaveAsync(_snapshot.With(definition), catalog.State.Purging);
        return new MetricCreation(definition, IsNew: true);
    }

    /// <inheritdoc/>
    public async Task<MetricDefinition> Import(MetricDefinition definition)
    {
        var ids = GrainFactory.GetGrain<IIdSequenceGrain>(IIdSequenceGrain.MetricIds);
        if (!_snapshot.TryGet(definition.Name, out var existing))
        {
            definition = await ids.Reserve(definition.Id) ? definition : definition with { Id = await ids.Next() };
        }
        else if (existing.IsSameAs(definition with { Description = existing.Description }))
        {
            definition = definition with { Id = existing.Id };
        }
        else
        {
            throw new MetricNameTakenException();
        }

        if (definition != existing)
        {
            await SaveAsync(_snapshot.With(definition), catalog.State.Purging);
        }

        return definition;
    }

    /// <inheritdoc/>
    public async Task<MetricDefinition> Update(long id, MetricChange change)
    {
        if (!_snapshot.TryGet(id, out var current))
        {
            throw new MetricNotFoundException();
        }

        var changed = current with
        {
            Name = change.Name ?? current.Name,
            Description = change.Description is "" ? null : change.Description ?? current.Description,
        };
        if (_snapshot.TryGet(changed.Name, out var other) && other.Id != id)
        {
            throw new MetricNameTakenException();
        }

        await SaveAsync(_snapshot.With(changed), catalog.State.Purging);
        if (changed.Name != current.Name && silos.GetApproximateSiloStatuses(onlyActive: true).Count > 1)
        {
            await _subscribers.WaitForEarlierCopiesAsync();
        }

        return changed;
    }

    /// <inheritdoc/>
    public async Task Delete(long id)
    {
        if (!_snapshot.TryGet(id, out var definition))
        {
            throw new MetricNotFoundException();
        }

        await SaveAsync(_snapshot.Without(definition), [.. catalog.State.Purging, id]);
        await PurgeAsync(id);
    }

    private async Task PurgeAsync(long id)
    {
        await GrainFactory.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(id)).Purge();
        await SaveAsync(_snapshot, [.. catalog.State.Purging.Where(other => other != id)]);
    }

    private async Task SaveAsync(CatalogSnapshot snapshot, IReadOnlyList<long> purging)
    {
        catalog.State = new CatalogState
        {
            Version = snapshot.Version,
            Definitions = [.. snapshot.Definitions.OrderBy(definition => definition.Id)],
            Purging = purging,
        };

        try
        {
            await catalog.WriteStateAsync();
        }
        catch
        {
            // Memory is ahead of the database now. The next activation reads what is really there.
            DeactivateOnIdle();
            throw;
        }

        _snapshot = snapshot;
        await _subscribers.PublishAsync(this.GetPrimaryKeyString(), snapshot);
    }
}

using System.Collections.Immutable;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Metrics.Silo.Grains;

/// <inheritdoc cref="IMetricCatalogGrain"/>
internal sealed partial class MetricCatalogGrain(
    [PersistentState(MetricCatalogGrain.StateName, ControlPlane.ProviderName)] IPersistentState<CatalogState> catalog,
    IOptions<StorageLimitOptions> limits,
    IOptions<StorageOptions> storage,
    CatalogCache cache,
    TimeProvider time,
    ILogger<MetricCatalogGrain> logger) : Grain, IMetricCatalogGrain
{
    private const string StateName = "catalog";

    private static readonly TimeSpan PurgeInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long a catalog may take points for a metric that the database has lost.</summary>
    private static readonly TimeSpan ComparisonInterval = TimeSpan.FromSeconds(10);

    private readonly MetricPurges _purges = new(logger);
    private readonly CatalogSubscribers _subscribers = new(time, CatalogCache.Lease);
    private CatalogSnapshot _snapshot = CatalogSnapshot.Empty;

    /// <summary>The metrics that are deleted and may have data left, as the database knows them.</summary>
    private IReadOnlyList<long> _purging = [];

    /// <summary>The names that copies which an earlier activation gave out may know for a metric that has lost them.</summary>
    private IReadOnlyList<string> _freedNames = [];

    /// <summary>
    /// Takes up what a former activation left unfinished. That deleted metrics take no more points is seen to before the first request; their
    /// data is removed after that.
    /// </summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Also where there is no state yet, since a first write may be late too.
        await catalog.EndEarlierWritesAsync(BeginVersions, cancellationToken);
        _snapshot = CatalogSnapshot.Of(catalog.State.Version, catalog.State.Definitions);
        (_purging, _freedNames) = (catalog.State.Purging, catalog.State.FreedNames);
        foreach (var id in _purging)
        {
            await MetricOf(id).MarkDeleted();
        }

        // Else the copy of this silo would be the one of an earlier activation until it is renewed.
        if (cache.Begin(this.GetPrimaryKeyString(), _snapshot) is { } observer)
        {
            _subscribers.Renew(observer);
        }

        this.RegisterGrainTimer(BeginPurges, new GrainTimerCreationOptions(TimeSpan.Zero, PurgeInterval));
        if (!IsAlone)
        {
            this.RegisterGrainTimer(CompareAsync, new GrainTimerCreationOptions(ComparisonInterval, ComparisonInterval));
        }
    }

    /// <inheritdoc/>
    public Task<CatalogSnapshot> GetSnapshot() => Task.FromResult(_snapshot);

    /// <inheritdoc/>
    public Task<CatalogSnapshot?> Subscribe(ICatalogObserver observer, long? knownVersion)
    {
        // Not by the version alone: a database that has lost its last commits may give a version twice, but not to one activation.
        var hasSame = _subscribers.Renew(observer) && _snapshot.Version == knownVersion;
        return Task.FromResult(hasSame ? null : _snapshot);
    }

    /// <inheritdoc/>
    public async Task<MetricCreation> Create(MetricDefinition draft)
    {
        if (_snapshot.TryGet(draft.Name, out var existing))
        {
            if (!existing.IsSameAs(draft))
            {
                throw new MetricNameTakenException();
            }

            await WaitForEarlierCopiesAsync(existing.Name);
            return new MetricCreation(existing, IsNew: false);
        }

        if (_snapshot.Count >= limits.Value.MetricsPerOrganization)
        {
            throw LimitReachedException.Of(limits.Value.MetricsPerOrganization, "metrics");
        }

        var definition = draft with { Id = await MetricIds.Next() };
        await SaveAndPublishAsync(_snapshot.With(definition), _purging);
        await WaitForEarlierCopiesAsync(definition.Name);
        return new MetricCreation(definition, IsNew: true);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<MetricDefinition>> Import(ImmutableArray<MetricDefinition> definitions)
    {
        var import = CatalogImport.Of(_snapshot, definitions, limits.Value.MetricsPerOrganization);
        var ids = import.Added.Length > 0 ? await MetricIds.Take([.. import.Added.Select(definition => definition.Id)]) : [];
        var (snapshot, imported) = import.ApplyTo(_snapshot, ids);
        if (snapshot != _snapshot)
        {
            await SaveAndPublishAsync(snapshot, _purging);
        }

        foreach (var definition in imported)
        {
            await WaitForEarlierCopiesAsync(definition.Name);
        }

        return imported;
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

        await SaveAndPublishAsync(_snapshot.With(changed), _purging);
        if (changed.Name != current.Name || _freedNames.Count > 0)
        {
            // Also where the name was changed by an earlier activation that could not tell: this may be the repetition of that request.
            await WaitForEarlierCopiesAsync();
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

        await SaveAndPublishAsync(_snapshot.Without(definition), [.. _purging, id]);
        await WaitForEarlierCopiesAsync();
        try
        {
            await MetricOf(id).MarkDeleted();
        }
        finally
        {
            // Also where the database, or the silo of the metric, has just gone: a repeated deletion finds no metric to begin this for.
            BeginPurge(id);
        }
    }

    /// <inheritdoc/>
    public Task EndPurge(long id) => _purging.Contains(id)
        ? SaveAndPublishAsync(_snapshot, [.. _purging.Where(other => other != id)])
        : Task.CompletedTask;

    private void BeginPurge(long id) => _purges.Begin(id, () => MetricOf(id).Purge(this.GetPrimaryKeyString()));

    /// <summary>Whether this is the only process that can have the database, which then is a file and has no standby either.</summary>
    private bool IsAlone => storage.Value.Provider == StorageProvider.Sqlite;

    private IIdSequenceGrain MetricIds => GrainFactory.GetGrain<IIdSequenceGrain>(IIdSequenceGrain.MetricIds);

    private IMetricGrain MetricOf(long id) => GrainFactory.GetGrain<IMetricGrain>(IMetricGrain.KeyOf(id));

    /// <summary>
    /// The state with a version beyond all that earlier activations gave out. The next number may not be: a database that has lost its last
    /// commits in a failover is behind the copies, which would keep what it has lost and take nothing new. So the time is in it.
    /// </summary>
    private CatalogState BeginVersions(CatalogState state) =>
        state with { Version = Math.Max(state.Version + 1, time.GetUtcNow().UtcTicks) };

    private Task BeginPurges(CancellationToken cancellationToken)
    {
        foreach (var id in _purging)
        {
            BeginPurge(id);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Has the catalog read anew where the database has another one. After a failover it may have lost the last changes, and with nobody changing
    /// anything that would not show for days: copies keep the grain in memory, and points for a lost metric would be gone from sight with it.
    /// No change is under way meanwhile, since a timer waits for its turn.
    /// </summary>
    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await this.IsAsStoredAsync(StateName, catalog))
            {
                Log.OutOfDate(logger, this.GetPrimaryKeyString());
                DeactivateOnIdle();
            }
        }
        catch (Exception exception)
        {
            // Whatever it was: the next time tries again. That the database is away others tell, once for all catalogs.
            Log.NotCompared(logger, this.GetPrimaryKeyString(), exception.Message, exception.UnlessExpected());
        }
    }

    private async Task SaveAndPublishAsync(CatalogSnapshot snapshot, IReadOnlyList<long> purging)
    {
        await this.SaveAsync(catalog, new CatalogState
        {
            Version = snapshot.Version,
            Definitions = [.. snapshot.Definitions.OrderBy(definition => definition.Id)],
            Purging = purging,
            FreedNames = [
                .. _subscribers.MayHaveEarlier ? _freedNames : [],
                .. _snapshot.Definitions.Select(definition => definition.Name).Where(name => !snapshot.TryGet(name, out _))],
        });

        var isChanged = snapshot != _snapshot;
        (_snapshot, _purging) = (snapshot, purging);
        if (isChanged)
        {
            await _subscribers.PublishAsync(this.GetPrimaryKeyString(), snapshot);
        }
    }

    /// <summary>
    /// A name was taken away. This activation cannot bring that to copies which an earlier one gave out; so it waits until they are out of use.
    /// They may be in other silos only, and those that are known are not all: one that was declared dead may still run.
    /// </summary>
    private Task WaitForEarlierCopiesAsync() => IsAlone ? Task.CompletedTask : _subscribers.WaitForEarlierCopiesAsync();

    /// <summary>
    /// A name was given to a metric. An earlier activation may have taken it away from another one and ended before it told anybody, as where
    /// the answer of the database was lost.
    /// </summary>
    private Task WaitForEarlierCopiesAsync(string given) => _freedNames.Contains(given) ? WaitForEarlierCopiesAsync() : Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(114, LogLevel.Debug, "The catalog {Catalog} could not be compared with the database, another try comes in ten seconds: {Reason}")]
        public static partial void NotCompared(ILogger logger, string catalog, string reason, Exception? exception);

        [LoggerMessage(115, LogLevel.Warning, "The catalog {Catalog} is not as the database has it, which has lost its last commits, or got others. It is read anew")]
        public static partial void OutOfDate(ILogger logger, string catalog);
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Metrics.Silo.Grains;

/// <summary>One catalog as this silo knows it, see <see cref="CatalogCache"/>.</summary>
internal sealed class CatalogCopy
{
    /// <summary>How often the grain is asked before a request fails.</summary>
    internal const int Attempts = 4;

    /// <summary>The grain may be on its way from a silo that leaves. To ask for a catalog twice does no harm, so nobody waits for longer.</summary>
    internal static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(3);

    private readonly Func<long?, Task<CatalogSnapshot?>> _subscribe;
    private readonly TimeProvider _time;
    private readonly SharedCall<CatalogSnapshot> _renewal;
    private readonly Lock _lock = new();
    private volatile Known? _known;

    /// <param name="subscribe">Asks the grain for the catalog, and gets null where that still has the version that is known here, if any.</param>
    /// <param name="time">The clock that the lease is measured with.</param>
    public CatalogCopy(Func<long?, Task<CatalogSnapshot?>> subscribe, TimeProvider time)
    {
        _subscribe = subscribe;
        _time = time;
        _renewal = new(SubscribeAsync);
    }

    /// <summary>The catalog, while the lease lasts.</summary>
    public bool TryGet([NotNullWhen(true)] out CatalogSnapshot? snapshot)
    {
        var known = _known;
        snapshot = known?.Renewed is { } renewed && renewed.Age < CatalogCache.Lease ? known.Snapshot : null;
        return snapshot is not null;
    }

    /// <summary>Renews the lease. Many may ask at once, and share the answer.</summary>
    public Task<CatalogSnapshot> RenewAsync() => _renewal.JoinAsync();

    /// <summary>As <see cref="RenewAsync"/>, but with all that was acknowledged before this was called.</summary>
    public Task<CatalogSnapshot> RefreshAsync() => _renewal.NextAsync();

    /// <summary>Takes a catalog that the grain has sent, unless a newer one is known. The lease stays as it is.</summary>
    public void Keep(CatalogSnapshot snapshot) => Keep(snapshot, renewed: null);

    private async Task<CatalogSnapshot> SubscribeAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            // From before the call: the lease here must end no later than the grain believes.
            var now = new Moment(_time);
            var known = _known?.Snapshot;
            try
            {
                var snapshot = await _subscribe(known?.Version).WaitAsync(TimeToAnswer, _time);
                return Keep(snapshot ?? known!, now);
            }
            catch (Exception exception) when (attempt < Attempts && exception is TimeoutException or OrleansMessageRejectionException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), _time);
            }
        }
    }

    private CatalogSnapshot Keep(CatalogSnapshot snapshot, Moment? renewed)
    {
        lock (_lock)
        {
            var newest = _known is { } known && known.Snapshot.Version > snapshot.Version ? known.Snapshot : snapshot;
            _known = new Known(newest, renewed ?? _known?.Renewed);
            return newest;
        }
    }

    /// <param name="Snapshot">The catalog.</param>
    /// <param name="Renewed">When its lease began; null where it was only sent.</param>
    private sealed record Known(CatalogSnapshot Snapshot, Moment? Renewed);
}

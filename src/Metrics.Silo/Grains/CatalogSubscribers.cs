namespace Metrics.Silo.Grains;

/// <summary>
/// The silos that keep a copy of one catalog, each until its lease ends. Not thread-safe: it lives in the turns of its grain.
/// </summary>
/// <param name="time">The clock that leases are measured with.</param>
/// <param name="lease">How long a copy may be used after it was renewed.</param>
internal sealed class CatalogSubscribers(TimeProvider time, TimeSpan lease)
{
    private readonly long _since = time.GetTimestamp();
    private readonly Dictionary<ICatalogObserver, long> _renewedAt = [];

    /// <summary>Whether copies may be in use that were given out before this activation of the grain, which knows nothing of those.</summary>
    public bool MayHaveEarlier => LeftOf(_since) > TimeSpan.Zero;

    /// <summary>The observer keeps a copy, for another lease from now.</summary>
    /// <returns>Whether it was known already.</returns>
    public bool Renew(ICatalogObserver observer)
    {
        var isKnown = _renewedAt.ContainsKey(observer);
        _renewedAt[observer] = time.GetTimestamp();
        return isKnown;
    }

    /// <summary>
    /// Brings the snapshot to every copy. Who does not answer may be gone, or may be stopped in the middle of a request: it
    /// is waited for until its lease has ended, after which it uses its copy no more.
    /// </summary>
    public async Task PublishAsync(string catalogKey, CatalogSnapshot snapshot)
    {
        var before = new Dictionary<ICatalogObserver, long>(_renewedAt);
        var asked = await Task.WhenAll(before.Select(copy => TryPublishAsync(copy.Key, copy.Value, catalogKey, snapshot)));
        var unreached = asked.OfType<ICatalogObserver>().ToList();
        if (unreached.Count == 0)
        {
            return;
        }

        // Also for one that has renewed its lease since: the answer, with the snapshot in it, may be lost as this call was, and then it goes on
        // with the copy that it has until the lease ends that it had before.
        await WaitForEndOfLeaseAsync(unreached.Max(observer => before[observer]));
        foreach (var observer in unreached.Where(observer => _renewedAt[observer] == before[observer]))
        {
            _renewedAt.Remove(observer);
        }
    }

    /// <summary>Waits until <see cref="MayHaveEarlier"/> is false.</summary>
    public Task WaitForEarlierCopiesAsync() => WaitForEndOfLeaseAsync(_since);

    /// <returns>The observer, where it did not answer; else null.</returns>
    private async Task<ICatalogObserver?> TryPublishAsync(ICatalogObserver observer, long renewedAt, string catalogKey, CatalogSnapshot snapshot)
    {
        try
        {
            // By itself the call would go on for as long as that of whoever asks for the change, who would get no answer.
            await observer.Publish(catalogKey, snapshot).WaitAsync(LeftOf(renewedAt), time);
            return null;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return observer;
        }
    }

    private Task WaitForEndOfLeaseAsync(long renewedAt) => Task.Delay(LeftOf(renewedAt), time);

    private TimeSpan LeftOf(long renewedAt)
    {
        var left = lease - time.GetElapsedTime(renewedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

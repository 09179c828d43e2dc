using System.Collections.Concurrent;

namespace Metrics.Silo.Storage;

/// <summary>
/// Keys that were admitted a while ago, so that hardly any point asks the database. Bounded in number and in time: a key is
/// forgotten after 5 to 15 minutes, or sooner where there are very many.
/// </summary>
internal sealed class KeyCache(TimeProvider time)
{
    /// <summary>How many keys a generation holds; there are two of them.</summary>
    private const int MaxKeys = 200_000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>How long a key is new. The first point is on its way already; later ones may have come to another silo.</summary>
    private static readonly TimeSpan NewLifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _turning = new();
    private Generation _current = new(time.GetTimestamp());
    private Generation _former = new(0);

    /// <summary>The longest that a key is remembered.</summary>
    public static TimeSpan Lifetime => 3 * Period;

    /// <summary>Whether the key was added less than <see cref="Lifetime"/> ago. False for some that were.</summary>
    public bool Contains(MetricKey key)
    {
        Turn();
        return _current.Keys.ContainsKey(key) || _former.Keys.ContainsKey(key);
    }

    /// <summary>Remembers the key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isNew">Whether it had no values when it was admitted.</param>
    public void Add(MetricKey key, bool isNew)
    {
        Turn();
        var current = _current;
        if (current.Keys.TryAdd(key, isNew ? time.GetTimestamp() : null))
        {
            Interlocked.Increment(ref current.Count);
        }
    }

    /// <summary>Whether the key had no values when it was admitted a moment ago, and nobody has taken that for himself with <see cref="TakeNew"/>.</summary>
    public bool IsNew(MetricKey key) => _current.Keys.TryGetValue(key, out var since) && IsNew(since);

    /// <summary>Whether the key had no values when it was admitted a moment ago. True for one caller only, who is about to give it some.</summary>
    public bool TakeNew(MetricKey key)
    {
        var current = _current.Keys;
        return current.TryGetValue(key, out var since) && IsNew(since) && current.TryUpdate(key, null, since);
    }

    /// <summary>Begins a new generation and forgets the former one, where the current one has had its time or is full.</summary>
    private void Turn()
    {
        if (!IsOver(_current))
        {
            return;
        }

        lock (_turning)
        {
            if (IsOver(_current))
            {
                // Where nobody has asked for a long time, even the current one is too old to be kept.
                _former = time.GetElapsedTime(_current.Since) < 2 * Period ? _current : new Generation(0);
                _current = new Generation(time.GetTimestamp());
            }
        }
    }

    private bool IsNew(long? admitted) => admitted is { } at && time.GetElapsedTime(at) < NewLifetime;

    private bool IsOver(Generation generation) => generation.Count >= MaxKeys || time.GetElapsedTime(generation.Since) >= Period;

    private sealed class Generation(long since)
    {
        /// <summary>Each with the time of its admission while it may be new; then null.</summary>
        public ConcurrentDictionary<MetricKey, long?> Keys { get; } = [];

        public long Since => since;

        public int Count;
    }
}

using Metrics.FaultTests.Checking;

namespace Metrics.FaultTests.Load;

/// <summary>What was sent to one bucket of a <see cref="MixedLoad"/>. From any thread.</summary>
/// <param name="metric">Its metric.</param>
/// <param name="key">Its key, which no other bucket has.</param>
internal sealed class BitLog(string metric, string key)
{
    /// <summary>How many powers of two there are below the largest sum, less what one request may take at once.</summary>
    private const int Bits = 80;

    private readonly Lock _lock = new();
    private readonly List<Addition> _additions = [];
    private readonly List<Removal> _removals = [];
    private int _next;

    public string Metric => metric;

    public string Key => key;

    /// <summary>Whether the bucket takes no more points.</summary>
    public bool IsFull => Volatile.Read(ref _next) >= Bits;

    /// <summary>A power of two that no other point of the bucket has.</summary>
    public int NextBit() => Interlocked.Increment(ref _next) - 1;

    public void Add(Addition addition)
    {
        lock (_lock)
        {
            _additions.Add(addition);
        }
    }

    public void Add(Removal removal)
    {
        lock (_lock)
        {
            _removals.Add(removal);
        }
    }

    /// <summary>Everything that was sent to the bucket.</summary>
    /// <param name="deletions">Of its metric.</param>
    public BitHistory ToHistory(IEnumerable<Removal> deletions)
    {
        lock (_lock)
        {
            return new BitHistory($"{metric} {key}", [.. _additions], [.. _removals, .. deletions]);
        }
    }
}

namespace Metrics.Samples.Playbooks;

/// <summary>
/// Steele, Lea and Flood's SplitMix64: ten lines that give the same numbers on every platform and version of .NET,
/// which the framework's seeded generator does not promise.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator of its own for one thing, so that what is drawn for it does not depend on what else is drawn.</summary>
    public static SplitMix64 For(ulong seed, long thing, int part = 0) =>
        new(new SplitMix64(new SplitMix64(seed).Next() ^ (ulong)thing).Next() + (ulong)part);

    /// <summary>64 even bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to 1, without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer between the two, both included.</summary>
    public int Between(int least, int most) => least + (int)(Unit() * (most - least + 1));

    /// <summary>One of the shares, each as likely as it is large.</summary>
    public int Pick(ReadOnlySpan<int> shares)
    {
        var total = 0;
        foreach (var share in shares)
        {
            total += share;
        }

        var left = Between(0, total - 1);
        var picked = 0;
        while (left >= shares[picked])
        {
            left -= shares[picked++];
        }

        return picked;
    }
}

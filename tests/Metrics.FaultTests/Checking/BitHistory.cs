namespace Metrics.FaultTests.Checking;

/// <summary>A point of a bucket in which each point is a power of two of its own, so that the sum tells which of them are in it.</summary>
/// <param name="Bit">Which power.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Value">The running value that was answered, where one was.</param>
/// <param name="Start">When it was sent first, as a timestamp of the client's clock.</param>
/// <param name="End">When the client knew its outcome.</param>
public readonly record struct Addition(int Bit, Outcome Outcome, decimal? Value, long Start, long End);

/// <summary>What takes all points out of a bucket: a deletion of its values or of its metric, or an import of another value.</summary>
/// <param name="IsCertain">Whether it was answered with 2xx. Else it took effect or not.</param>
/// <param name="Start">When it was sent first.</param>
/// <param name="End">When the client knew its outcome.</param>
/// <param name="Latest">When nothing of it can take effect any more: later than its end where it was sent again.</param>
/// <param name="Bit">What an import leaves, as one sample; null for a deletion.</param>
public readonly record struct Removal(bool IsCertain, long Start, long End, long Latest, int? Bit);

/// <summary>Everything that was sent to one bucket.</summary>
/// <param name="Bucket">The key of the bucket.</param>
/// <param name="Additions">In any order.</param>
/// <param name="Removals">In any order.</param>
public sealed record BitHistory(string Bucket, IReadOnlyList<Addition> Additions, IReadOnlyList<Removal> Removals)
{
    /// <summary>A power of two as a value.</summary>
    public static decimal ValueOf(int bit) => (decimal)(UInt128.One << bit);

    /// <summary>Everything about the bucket that the promise does not allow, in words; nothing where it was kept.</summary>
    /// <param name="value">The value of the bucket, read at the end.</param>
    /// <param name="count">Of how many samples it is made.</param>
    public IReadOnlyList<string> Check(decimal value, long count)
    {
        var bits = (UInt128)value;
        IEnumerable<string> violations =
        [
            .. (long)UInt128.PopCount(bits) == count ? Enumerable.Empty<string>() : [$"DOUBLED: {count} samples make up {bits:b}"],
            .. Additions.SelectMany(addition => Check(addition, IsIn(bits, addition.Bit))),
            .. Removals.SelectMany(removal => removal.Bit is { } bit ? CheckImport(removal, bit, IsIn(bits, bit)) : []),
        ];
        return [.. violations.Select(violation => $"{Bucket}: {violation}")];
    }

    private static bool IsIn(UInt128 bits, int bit) => (bits >> bit & 1) == 1;

    private IEnumerable<string> Check(Addition addition, bool isThere)
    {
        if (addition.Value is { } value && !IsIn((UInt128)value, addition.Bit))
        {
            yield return $"IMPOSSIBLE: {addition} was answered without itself";
        }

        switch (addition.Outcome)
        {
            case Outcome.Refused when isThere:
                yield return $"COUNTED: {addition}";
                break;
            case Outcome.Acknowledged when isThere && Removals.Any(removal => removal.IsCertain && removal.Start > addition.End):
                yield return $"BACK: {addition}, and was removed after that";
                break;
            case Outcome.Acknowledged when !isThere && !Removals.Any(removal => removal.Latest >= addition.Start):
                yield return $"LOST: {addition}";
                break;
        }
    }

    private IEnumerable<string> CheckImport(Removal import, int bit, bool isThere)
    {
        var others = Removals.Where(other => other != import);
        if (isThere && others.Any(other => other.IsCertain && other.Start > import.Latest))
        {
            yield return $"BACK: {import}, and was removed after that";
        }

        if (!isThere && import.IsCertain && !others.Any(other => other.Latest >= import.Start))
        {
            yield return $"LOST: {import}";
        }
    }
}

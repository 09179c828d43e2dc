namespace Metrics.Silo.Grains;

/// <summary>What an id sequence persists, as JSON.</summary>
internal sealed record IdSequenceState
{
    /// <summary>How far beyond the last id one may be reserved: a slip of the pen must not use up the ids of everybody.</summary>
    public const int MaxJump = 1_000_000;

    /// <summary>The last id that was handed out; 0 before the first.</summary>
    public long Last { get; init; }

    /// <summary>Ids before it that nobody has had, because a later one was reserved.</summary>
    public IReadOnlyList<IdRange> Skipped { get; init; } = [];

    /// <summary>The state after the next id was handed out, which is its <see cref="Last"/>.</summary>
    public IdSequenceState Next() => this with { Last = Last + 1 };

    /// <summary>The state after this id was handed out, or the next one where it may not be, and which it was.</summary>
    public (IdSequenceState State, long Id) Take(long wanted)
    {
        if (Reserve(wanted) is { } reserved)
        {
            return (reserved, wanted);
        }

        var next = Next();
        return (next, next.Last);
    }

    /// <summary>The state after this id was handed out; null where it may not be.</summary>
    public IdSequenceState? Reserve(long id)
    {
        if (id > Last)
        {
            return id - Last > MaxJump ? null : this with { Last = id, Skipped = [.. Skipped, .. IdRange.Of(Last + 1, id - 1)] };
        }

        return Skipped.FirstOrDefault(range => range.First <= id && id <= range.Last) is { } range
            ? this with
            {
                Skipped = [.. Skipped.Where(other => other != range), .. IdRange.Of(range.First, id - 1), .. IdRange.Of(id + 1, range.Last)],
            }
            : null;
    }
}

/// <summary>Ids that follow each other.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, not before the first.</param>
internal sealed record IdRange(long First, long Last)
{
    /// <summary>The range, or none where it would be empty.</summary>
    public static IEnumerable<IdRange> Of(long first, long last) => first <= last ? [new IdRange(first, last)] : [];
}

using System.Collections.Immutable;

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

    /// <summary>
    /// The state that begins beyond this id, which was handed out though the state does not know it. What else it does not know nobody can tell,
    /// so of the ids before none is free.
    /// </summary>
    public IdSequenceState Beyond(long id) => id > Last ? new IdSequenceState { Last = id } : this;

    /// <summary>The state after these ids were handed out, with the next ones in the place of those that may not be, and which they were.</summary>
    public (IdSequenceState State, ImmutableArray<long> Ids) Take(ImmutableArray<long> wanted)
    {
        var state = this;
        var others = new List<int>();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (state.Reserve(wanted[i]) is { } reserved)
            {
                state = reserved;
            }
            else
            {
                others.Add(i);
            }
        }

        // Only now the others: the next id may be one that is wanted further on, and then each after it would move on by one.
        var ids = wanted.ToBuilder();
        foreach (var i in others)
        {
            state = state.Next();
            ids[i] = state.Last;
        }

        return (state, ids.ToImmutable());
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

namespace Metrics.Silo.Storage;

/// <summary>
/// How many buckets a commit takes: about half of those that are under way, so that the processors serve one half while the database
/// writes the other. With all of them in one commit everybody would wait for the database, and then the database for everybody.
/// </summary>
/// <param name="max">How many a commit takes at most, however many are under way.</param>
internal sealed class CommitSize(int max)
{
    /// <summary>A transaction costs something by itself: of fewer buckets than these, two are not worth while.</summary>
    private const int WorthHalving = 256;

    private int _underWay;
    private int _previous;

    /// <summary>How many buckets a commit may take that gathers now.</summary>
    /// <param name="isNext">Whether it is the next to begin. What the next one leaves is more than was expected, and goes together.</param>
    public int Limit(bool isNext)
    {
        // A little more than half: two halves that were equal enough stay as they are.
        var half = Math.Max(_underWay, WorthHalving) * 9 / 16;
        return isNext ? Math.Min(half, max) : max;
    }

    /// <summary>A commit begins.</summary>
    /// <param name="taken">How many buckets are in it.</param>
    /// <param name="waiting">How many wait for those after it.</param>
    public void Begin(int taken, int waiting)
    {
        // Those of the commit before were just answered, and under load they come again. What was seen fades within some commits.
        _underWay = Math.Max(_underWay - (_underWay / 8), _previous + taken + waiting);
        _previous = taken;
    }
}

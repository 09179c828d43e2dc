namespace Metrics.Silo;

/// <summary>
/// Now, to be asked later how long ago it was, counting also the time in which the machine was suspended. Timestamps do not count that on Linux,
/// and the wall clock may be set; so what counts is the longer of what the two say. Who acts on an age that is too long only asks once more.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Moment(TimeProvider time)
{
    // The wall clock first here, and last below: a suspension between the two looks shows.
    private readonly DateTimeOffset _wall = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    /// <summary>How long ago it was, or more.</summary>
    public TimeSpan Age
    {
        get
        {
            var age = time.GetElapsedTime(_timestamp);
            var byWall = time.GetUtcNow() - _wall;
            return age > byWall ? age : byWall;
        }
    }
}

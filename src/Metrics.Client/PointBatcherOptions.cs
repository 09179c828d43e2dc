namespace Metrics.Client;

/// <summary>When a <see cref="PointBatcher"/> sends what it has gathered.</summary>
public sealed class PointBatcherOptions
{
    /// <summary>A batch is sent when it has this many points, 1 to 10,000. Default: 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public int MaxPoints
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MetricsClient.MaxPointsPerRequest);
            field = value;
        }
    } = 1_000;

    /// <summary>
    /// A batch is sent when it has gathered points for this long, 0 to 1 day. It begins to gather when the one before it was answered: points
    /// that were added meanwhile wait for that besides. Default: 1 second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public TimeSpan MaxDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>How many points may wait, at least 1. Beyond that <see cref="PointBatcher.AddAsync"/> waits for room. Default: 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public int MaxWaiting
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 100_000;

    /// <summary>
    /// How long <see cref="PointBatcher.DisposeAsync"/> goes on sending, 0 to 1 day. Points that are left after that have failed.
    /// Default: 1 minute, which is time for a service that was away for a moment, and for a queue that is full.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less or more.</exception>
    public TimeSpan DisposeTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Called for each point that was not counted, or may not have been, with the reason. If it is null, or throws,
    /// <see cref="PointBatcher.FlushAsync"/> or <see cref="PointBatcher.DisposeAsync"/> throws. Calls come one at a time, and the batches
    /// wait for them: one that waits itself for <see cref="PointBatcher.AddAsync"/>, <see cref="PointBatcher.FlushAsync"/> or
    /// <see cref="PointBatcher.DisposeAsync"/> of the same batcher waits for ever.
    /// </summary>
    public Action<MetricRef, Point, MetricsException>? OnFailed { get; init; }
}

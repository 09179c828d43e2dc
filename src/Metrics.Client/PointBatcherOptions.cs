namespace Metrics.Client;

/// <summary>When a <see cref="PointBatcher"/> sends what it has gathered.</summary>
public sealed class PointBatcherOptions
{
    /// <summary>A batch goes when it has so many points, 1 to 10,000. Default: 1,000.</summary>
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

    /// <summary>A batch goes when its oldest point has waited so long, 0 to 1 day. Default: 1 second.</summary>
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

    /// <summary>So many points may wait, at least 1; beyond it <see cref="PointBatcher.AddAsync"/> waits for room. Default: 100,000.</summary>
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
    /// How long <see cref="PointBatcher.DisposeAsync"/> goes on sending, 0 to 1 day; the points that are left after it have failed.
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
    /// Told of each point that was not counted, or of which that is not known, and why. Where it is null, or throws,
    /// <see cref="PointBatcher.FlushAsync"/> throws instead. Called by one thread at a time; the batches wait for it.
    /// </summary>
    public Action<MetricRef, Point, MetricsException>? OnFailed { get; init; }
}

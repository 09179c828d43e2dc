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

    /// <summary>A batch goes when its oldest point has waited so long. Default: 1 second.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>So many points may wait; beyond it <see cref="PointBatcher.AddAsync"/> waits for room. Default: 100,000.</summary>
    public int MaxWaiting { get; init; } = 100_000;

    /// <summary>
    /// Told of each point that was not counted, or of which that is not known, and why. Where it is null,
    /// <see cref="PointBatcher.FlushAsync"/> throws instead. Called by one thread at a time; the batches wait for it.
    /// </summary>
    public Action<MetricRef, Point, MetricsException>? OnFailed { get; init; }
}

using Metrics.FaultTests.Checking;

namespace Metrics.FaultTests.Load;

/// <summary>What was sent to one bucket so far. Any thread may ask and add.</summary>
internal sealed class BucketLog(string bucket, Mode mode)
{
    private readonly Lock _lock = new();
    private readonly List<Attempt> _attempts = [];
    private long _lastAcknowledgedStart;

    public string Bucket => bucket;

    public Mode Mode => mode;

    /// <summary>When the latest of the acknowledged requests was sent.</summary>
    public long LastAcknowledgedStart => Interlocked.Read(ref _lastAcknowledgedStart);

    public void Add(Attempt attempt)
    {
        lock (_lock)
        {
            _attempts.Add(attempt);
            if (attempt.Outcome == Outcome.Acknowledged && attempt.Start > _lastAcknowledgedStart)
            {
                Interlocked.Exchange(ref _lastAcknowledgedStart, attempt.Start);
            }
        }
    }

    public BucketHistory ToHistory()
    {
        lock (_lock)
        {
            return new BucketHistory(bucket, mode, [.. _attempts]);
        }
    }

    /// <summary>When requests were acknowledged since this moment, the latest first. They were added in nearly this order.</summary>
    public IReadOnlyList<long> AcknowledgedSince(long timestamp)
    {
        // Between the end of a request and its entry here a thread may lose its turn, but not for this long.
        var tolerance = System.Diagnostics.Stopwatch.Frequency * 5;
        var times = new List<long>();
        lock (_lock)
        {
            for (var i = _attempts.Count - 1; i >= 0 && _attempts[i].End > timestamp - tolerance; i--)
            {
                if (_attempts[i].Outcome == Outcome.Acknowledged && _attempts[i].End > timestamp)
                {
                    times.Add(_attempts[i].End);
                }
            }
        }

        return times;
    }
}

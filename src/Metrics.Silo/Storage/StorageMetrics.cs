using System.Diagnostics.Metrics;

namespace Metrics.Silo.Storage;

/// <summary>What the storage measures of itself.</summary>
public sealed class StorageMetrics
{
    /// <summary>The meter of this service.</summary>
    public const string MeterName = "Metrics.Orleans";

    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _commitsFailed;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments.</summary>
    public StorageMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _commitSize = meter.CreateHistogram(
            "metrics.commit.size", "{row}", "Aggregates that one transaction wrote.", tags: null, new InstrumentAdvice<int>
            {
                HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
            });
        _commitDuration = meter.CreateHistogram(
            "metrics.commit.duration", "s", "How long one transaction took.", tags: null, new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
            });
        _commitsFailed = meter.CreateCounter<long>("metrics.commits.failed", "{commit}", "Transactions whose outcome the database did not confirm.");
    }

    /// <summary>Runs a commit and measures it.</summary>
    internal async Task<IReadOnlyList<WriteOutcome>> MeasureCommitAsync(
        IReadOnlyList<BucketRow> rows, Func<IReadOnlyList<BucketRow>, Task<IReadOnlyList<WriteOutcome>>> commit)
    {
        var start = _time.GetTimestamp();
        try
        {
            var outcomes = await commit(rows);
            _commitSize.Record(rows.Count);
            _commitDuration.Record(_time.GetElapsedTime(start).TotalSeconds);
            return outcomes;
        }
        catch
        {
            _commitsFailed.Add(1);
            throw;
        }
    }
}

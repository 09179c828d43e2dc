using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Metrics.Silo.Storage;

/// <summary>What the silo measures of its buckets and their storage. Counters are there from the start, with 0, so that the first failure shows as a rise.</summary>
public sealed class StorageMetrics
{
    /// <summary>The meter of this service, and the source of its traces.</summary>
    public const string MeterName = "Metrics.Orleans";

    private const string Reason = "reason";

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Counter<long> _pointsCommitted;
    private readonly Counter<long> _receiptsReplayed;
    private readonly UpDownCounter<int> _bucketsActive;
    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _commitsFailed;
    private readonly Counter<long> _rowsRefused;
    private readonly Counter<long> _statementsRetried;

    /// <summary>Makes the instruments.</summary>
    public StorageMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _pointsCommitted = Counter("metrics.points.committed", "{point}", "Points that are on disk.");
        _receiptsReplayed = Counter("metrics.receipts.replayed", "{receipt}", "Repetitions that a bucket answered as it had answered the first time.");
        _bucketsActive = _meter.CreateUpDownCounter<int>("metrics.buckets.active", "{bucket}", "Running aggregates in memory.");
        _bucketsActive.Add(0);
        _commitSize = _meter.CreateHistogram(
            "metrics.commit.size", "{row}", "Aggregates that one transaction wrote.", tags: null, new InstrumentAdvice<int>
            {
                HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
            });
        _commitDuration = _meter.CreateHistogram(
            "metrics.commit.duration", "s", "How long one transaction took.", tags: null, new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
            });
        _commitsFailed = Counter("metrics.commits.failed", "{commit}", "Transactions whose outcome the database did not confirm.");
        _rowsRefused = Counter("metrics.rows.refused", "{row}", "Aggregates that a transaction left out, by reason; a conflict is one that another activation has written, or is about to.");
        _statementsRetried = Counter("metrics.statements.retried", "{statement}", "Statements that were sent again after a failure in passing.");
        foreach (var outcome in Enum.GetValues<WriteOutcome>().Where(outcome => outcome != WriteOutcome.Written))
        {
            _rowsRefused.Add(0, ReasonOf(outcome));
        }
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
            CountRefused(outcomes);
            return outcomes;
        }
        catch
        {
            _commitsFailed.Add(1);
            throw;
        }
    }

    /// <summary>A row was not written.</summary>
    internal void RowRefused(WriteOutcome outcome) => _rowsRefused.Add(1, ReasonOf(outcome));

    /// <summary>So many points of a bucket are on disk.</summary>
    internal void PointsCommitted(long count) => _pointsCommitted.Add(count);

    /// <summary>A bucket has answered a request that it had counted before.</summary>
    internal void ReceiptReplayed() => _receiptsReplayed.Add(1);

    /// <summary>A bucket has come into memory, or with -1 left it.</summary>
    internal void BucketsActive(int change) => _bucketsActive.Add(change);

    /// <summary>A statement is about to be sent again.</summary>
    internal void StatementRetried() => _statementsRetried.Add(1);

    /// <summary>Shows how many aggregates wait to be written, and how many may.</summary>
    internal void ObserveQueue(Func<int> length, int limit)
    {
        _meter.CreateObservableGauge("metrics.commit.queue", length, "{row}", "Aggregates that wait for the next transaction.");
        _meter.CreateObservableGauge("metrics.commit.queue.limit", () => limit, "{row}", "Aggregates that may wait for the next transaction.");
    }

    /// <summary>Shows how many keys the metric has that has most of them, and how many it may have.</summary>
    internal void ObserveKeys(Func<long> largest, int limit)
    {
        _meter.CreateObservableGauge("metrics.keys.largest", largest, "{key}", "Keys of the metric that has most of them.");
        _meter.CreateObservableGauge("metrics.keys.limit", () => limit, "{key}", "Keys that a metric may have.");
    }

    /// <summary>Shows whether the database answered when it was asked last.</summary>
    internal void ObserveStorage(Func<bool> answers) => _meter.CreateObservableGauge(
        "metrics.storage.up", () => answers() ? 1 : 0, description: "1 where the database answered when it was last asked whether it is there, else 0.");

    private void CountRefused(IReadOnlyList<WriteOutcome> outcomes)
    {
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] != WriteOutcome.Written)
            {
                RowRefused(outcomes[i]);
            }
        }
    }

    private static KeyValuePair<string, object?> ReasonOf(WriteOutcome outcome) => new(Reason, outcome switch
    {
        WriteOutcome.Conflict => "conflict",
        WriteOutcome.Duplicate => "duplicate",
        WriteOutcome.MetricDeleted => "metric_deleted",
        WriteOutcome.Invalid => "invalid",
        WriteOutcome.Unknown => "unknown",
        _ => throw new UnreachableException(),
    });

    private Counter<long> Counter(string name, string unit, string description)
    {
        var counter = _meter.CreateCounter<long>(name, unit, description);
        counter.Add(0);
        return counter;
    }
}

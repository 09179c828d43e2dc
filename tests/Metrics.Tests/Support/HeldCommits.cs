using System.Diagnostics.Metrics;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Tests.Support;

/// <summary>A commit queue whose writes wait until the test lets them through, and the buckets that it writes.</summary>
internal sealed class HeldCommits : IAsyncDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private readonly SemaphoreSlim _started = new(0);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly Meter _meter = new(nameof(HeldCommits));
    private readonly MeterListener _listener = new();

    /// <param name="capacity">How many buckets may wait.</param>
    /// <param name="maxSize">How many buckets a commit takes at most.</param>
    public HeldCommits(int capacity = 100, int maxSize = 100)
    {
        var metrics = new StorageMetrics(StandIn.For<IMeterFactory>((_, _) => _meter), TimeProvider.System);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name == "metrics.rows.refused")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Refused.Add((string)tags[0].Value!));
        _listener.Start();
        Queue = new CommitQueue(WriteAsync, capacity, maxSize, metrics, new FailureLog("commit", TimeProvider.System, Log));
    }

    public CommitQueue Queue { get; }

    /// <summary>The rows of each commit that has begun.</summary>
    public List<IReadOnlyList<BucketRow>> Written { get; } = [];

    /// <summary>What matters of them.</summary>
    public IReadOnlyList<(string Key, decimal? Sum, long Version)[]> Rows =>
        [.. Written.Select(rows => rows.Select(row => (row.Key.Key, row.Aggregate.Sum, row.Version)).ToArray())];

    /// <summary>Why rows were not written, as it is counted.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What is told of commits that failed.</summary>
    public RecordingLogger<CommitQueue> Log { get; } = new();

    /// <summary>What the database answers to a commit: that all is written, unless a test wants something else.</summary>
    public Func<IReadOnlyList<BucketRow>, IReadOnlyList<WriteOutcome>> Answer { get; set; } = rows => [.. rows.Select(_ => WriteOutcome.Written)];

    /// <summary>Completes when the next commit has begun.</summary>
    public Task StartedAsync() => _started.WaitAsync();

    /// <summary>Lets so many commits through, also those that have yet to begin.</summary>
    public void Release(int count = 1) => _gate.Release(count);

    /// <summary>A bucket that has no row yet.</summary>
    public ActiveBucket Open(string key, Action? onFailure = null) => new(row: null, new BucketKey(1, Start, key), Queue, onFailure ?? (() => { }));

    /// <summary>A bucket that is in the database, with one sample.</summary>
    public ActiveBucket OpenRead(string key, decimal sum, Action? onFailure = null)
    {
        var row = new BucketRow(new BucketKey(1, Start, key), Aggregate.Of(AggregationType.Sum, new Sample(sum)), 7);
        return new(row, row.Key, Queue, onFailure ?? (() => { }));
    }

    /// <summary>The running values, once all are committed.</summary>
    public static async Task<decimal[]> CommittedAsync(params IEnumerable<Added> added) =>
        await Task.WhenAll(added.Select(one => one.CommittedAsync().AsTask()));

    public async ValueTask DisposeAsync()
    {
        _gate.Release(1_000);
        await Queue.DisposeAsync();
        _started.Dispose();
        _gate.Dispose();
        _listener.Dispose();
        _meter.Dispose();
    }

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(IReadOnlyList<BucketRow> rows)
    {
        Written.Add(rows);
        _started.Release();
        await _gate.WaitAsync();
        return Answer(rows);
    }
}

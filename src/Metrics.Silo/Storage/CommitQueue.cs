using System.Diagnostics;
using System.Threading.Channels;
using Orleans.Storage;

namespace Metrics.Silo.Storage;

/// <summary>
/// The group commit. Buckets that have changed gather for the next transaction while one runs, each once, however many samples it
/// gets. It waits for no more than the requests that have come already, so transactions grow with the load, and a lone sample is
/// committed at once. How far they grow is for <see cref="CommitSize"/> to say.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<BucketRow>, Task<IReadOnlyList<WriteOutcome>>> _write;
    private readonly FailureLog _failures;
    private readonly int _capacity;
    private readonly CommitSize _size;
    private readonly Channel<Commit> _commits = Channel.CreateUnbounded<Commit>(new() { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly Task _loop;
    private Commit? _gathering;
    private int _length;

    /// <param name="write">Writes rows, sorted by key, together. If it throws, what became of them is unknown.</param>
    /// <param name="capacity">How many buckets may wait.</param>
    /// <param name="maxSize">How many buckets one transaction takes at most.</param>
    /// <param name="metrics">Measures the transactions.</param>
    /// <param name="failures">Told of each transaction that failed, and of each that did not.</param>
    public CommitQueue(
        Func<IReadOnlyList<BucketRow>, Task<IReadOnlyList<WriteOutcome>>> write,
        int capacity,
        int maxSize,
        StorageMetrics metrics,
        FailureLog failures)
    {
        Metrics = metrics;
        _write = write;
        _capacity = capacity;
        _size = new CommitSize(maxSize);
        _failures = failures;

        // A queue may be made by a request, whose context is not to be that of all commits.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }

        metrics.ObserveQueue(() => Volatile.Read(ref _length), capacity);
    }

    /// <summary>Measures what becomes of samples.</summary>
    public StorageMetrics Metrics { get; }

    /// <summary>The commit that is going to take the bucket, as it then is.</summary>
    /// <exception cref="StorageQueueFullException">Too many buckets wait already.</exception>
    public Commit Enlist(ActiveBucket bucket)
    {
        lock (_lock)
        {
            if (_length >= _capacity)
            {
                throw new StorageQueueFullException();
            }

            if (_gathering is null || _gathering.Buckets.Count >= _size.Limit(isNext: _gathering.Buckets.Count == _length))
            {
                var next = new Commit();
                _gathering = _commits.Writer.TryWrite(next) ? next : throw new StorageQueueFullException();
            }

            if (Activity.Current is { } caller)
            {
                _gathering.Callers.Add(caller.Context);
            }

            // Nothing may fail after this: a bucket that does not know of its commit must not be written.
            _gathering.Buckets.Add(bucket);
            _length++;
            return _gathering;
        }
    }

    /// <summary>Takes no more buckets and commits those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _commits.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var commit in _commits.Reader.ReadAllAsync())
            {
                if (ThreadPool.PendingWorkItemCount > 0)
                {
                    // Requests are being served that can still be in it, and the processors are not idle meanwhile.
                    await Task.Yield();
                }

                Seal(commit);
                try
                {
                    await RunAsync(commit);
                }
                catch (Exception exception)
                {
                    // Whatever went wrong, it is those who wait that must learn of it, and the loop must go on.
                    Fail(commit, exception);
                }
                finally
                {
                    commit.End();
                }
            }
        }
        catch (Exception exception)
        {
            // Without the loop whatever is added would wait for ever. Another process, or the next one, serves its buckets.
            Environment.FailFast("The loop that commits points has come to a halt.", exception);
        }
    }

    /// <summary>Tells all who wait that nobody knows what became of the commit.</summary>
    private void Fail(Commit commit, Exception exception)
    {
        commit.Fail(exception);
        foreach (var bucket in commit.Buckets)
        {
            bucket.Abandon();
        }

        _failures.Failed(commit.Buckets.Count, exception);
    }

    /// <summary>From now on buckets gather for the next commit.</summary>
    private void Seal(Commit commit)
    {
        lock (_lock)
        {
            _gathering = _gathering == commit ? null : _gathering;
            _length -= commit.Buckets.Count;
            _size.Begin(commit.Buckets.Count, _length);
        }
    }

    private async Task RunAsync(Commit commit)
    {
        using var span = BatchTrace.Start("commit", commit.Callers, commit.Buckets.Count);

        // In the order of the primary key: pages are touched once, and two silos never lock rows crosswise.
        commit.Buckets.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        var buckets = new List<ActiveBucket>(commit.Buckets.Count);
        var rows = new List<BucketRow>(commit.Buckets.Count);
        foreach (var bucket in commit.Buckets)
        {
            if (rows.Count > 0 && rows[^1].Key == bucket.Key)
            {
                // The bucket is open twice, and no statement can write a row twice. The second is refused, as it would be in the next commit.
                commit.Fail(bucket, () => new InconsistentStateException($"{bucket.Key} is being written by another activation."));
                bucket.Abandon();
                Metrics.RowRefused(WriteOutcome.Conflict);
            }
            else if (bucket.TakeRow(commit) is { } row)
            {
                buckets.Add(bucket);
                rows.Add(row);
            }
        }

        if (rows.Count == 0)
        {
            return;
        }

        var outcomes = await Metrics.MeasureCommitAsync(rows, _write);
        _failures.Succeeded();
        long samples = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            samples += buckets[i].SetOutcome(rows[i], outcomes[i], commit);
        }

        Metrics.PointsCommitted(samples);
    }
}

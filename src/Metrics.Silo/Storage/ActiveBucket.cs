using System.Collections.Immutable;
using Orleans.Storage;

namespace Metrics.Silo.Storage;

/// <summary>
/// One bucket in memory: all samples so far, those included that wait for their commit. Its grain and the gateway add to it
/// from any thread, under a lock that is never held while something is waited for.
/// </summary>
/// <remarks>
/// After a failed write, memory is ahead of the database, and nobody knows by how much. So the bucket takes no more samples, those that
/// came after the failed write fail as well, and who has it is told to send it away; whoever reads it next starts from what the
/// database holds.
/// <para>
/// What lies in memory may have been deleted or replaced in the database, which shows only at the next write. So samples that do not fit
/// wait for a commit too, which writes the bucket as it is. They are refused only when it has found the row to be as the bucket knows it.
/// </para>
/// </remarks>
/// <param name="row">The row that was read; null where there is none.</param>
/// <param name="key">Its primary key.</param>
/// <param name="commits">What has it written.</param>
/// <param name="onFailure">Told when a write has failed, from any thread.</param>
internal sealed class ActiveBucket(BucketRow? row, BucketKey key, CommitQueue commits, Action onFailure)
{
    private readonly Lock _lock = new();
    private Action _onFailure = onFailure;

    /// <summary>All samples so far, those included that are not committed.</summary>
    private BucketTotal _total = new(row?.Aggregate);

    /// <summary>The version of the row, and how many samples it holds.</summary>
    private long _version = row?.Version ?? 0;
    private long _committed = row?.Aggregate.Count ?? 0;

    /// <summary>Receipts that are not committed, the oldest first.</summary>
    private ImmutableList<Receipt> _unwritten = [];

    /// <summary>The commit that is going to take the bucket, and the one that is writing it.</summary>
    private Commit? _next;
    private Commit? _running;

    private bool _isClosed;
    private bool _hasFailed;

    /// <summary>The primary key of its row.</summary>
    public BucketKey Key => key;

    /// <summary>How many samples its row holds, as far as is known.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>The exception for samples that come to a closed bucket. Nothing was changed, and the grain may be called again.</summary>
    public static InconsistentStateException Closed() => new("The bucket takes no more samples, since it leaves memory or a write of it has failed, and has to be read again.");

    /// <summary>Adds samples, unless the bucket is closed.</summary>
    /// <param name="samples">The samples: all of them count, or none.</param>
    /// <param name="added">The running value right after them, or that they do not fit, and the commit that they wait for.</param>
    /// <exception cref="AggregateOverflowException">They do not fit into a decimal even by themselves. Nothing was changed.</exception>
    /// <exception cref="StorageQueueFullException">Too much waits for the database. Nothing was changed.</exception>
    public bool TryAdd(in Accumulator samples, out Added added)
    {
        lock (_lock)
        {
            added = _isClosed ? default
                : _total.TryMerge(samples, out var merged, out var value) ? Take(merged, value)
                : Refuse(samples.Type);
            return !_isClosed;
        }
    }

    /// <summary>As <see cref="TryAdd"/>, for a request with an idempotency key. One that comes again before it is committed counts once.</summary>
    public bool TryAddOnce(in Accumulator samples, Receipt receipt, out Added added)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                added = default;
            }
            else if (_unwritten.Find(other => other.IdempotencyKey == receipt.IdempotencyKey) is { } given)
            {
                added = new Added(given.Value, this, (_next ?? _running)!);
                commits.Metrics.ReceiptReplayed();
            }
            else if (_total.TryMerge(samples, out var merged, out var value))
            {
                // Nothing may fail between the two: samples must not count without their receipt.
                var unwritten = _unwritten.Add(receipt with { Value = value });
                added = Take(merged, value);
                _unwritten = unwritten;
            }
            else
            {
                added = Refuse(samples.Type);
            }

            return !_isClosed;
        }
    }

    /// <summary>Whether the samples fit, as things stand. False also where the bucket is closed: <see cref="CanAddAsync"/> makes sure.</summary>
    public bool CanAdd(in Accumulator samples)
    {
        lock (_lock)
        {
            return !_isClosed && _total.TryMerge(samples, out _, out _);
        }
    }

    /// <summary>Whether the samples fit. That they do not is told when a commit has found the row to be as the bucket knows it.</summary>
    /// <exception cref="InconsistentStateException">The bucket is closed, or another activation has written it.</exception>
    /// <exception cref="StorageQueueFullException">Too much waits for the database.</exception>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task<bool> CanAddAsync(Accumulator samples)
    {
        try
        {
            if (RefuseUnlessFit(samples) is { } refused)
            {
                await refused.CommittedAsync();
            }

            return true;
        }
        catch (AggregateOverflowException)
        {
            return false;
        }
    }

    /// <summary>Takes no more samples, and waits until those that it has are committed.</summary>
    public async Task CloseAsync()
    {
        Commit? last;
        lock (_lock)
        {
            _isClosed = true;
            last = _next ?? _running;
        }

        await (last?.Ended ?? Task.CompletedTask);
    }

    /// <summary>Takes no more samples, unless some wait for a commit.</summary>
    /// <param name="ended">The end of that commit.</param>
    /// <returns>Whether the bucket is closed now.</returns>
    public bool TryClose(out Task ended)
    {
        lock (_lock)
        {
            var commit = _isClosed ? null : _next ?? _running;
            ended = commit?.Ended ?? Task.CompletedTask;
            return _isClosed = commit is null;
        }
    }

    /// <summary>Somebody else has the bucket from now on, unless it is closed.</summary>
    /// <param name="onFailure">Told when a write has failed, in place of who was told so far.</param>
    /// <returns>False where it is closed.</returns>
    public bool TryHandOver(Action onFailure)
    {
        lock (_lock)
        {
            _onFailure = _isClosed ? _onFailure : onFailure;
            return !_isClosed;
        }
    }

    /// <summary>The row to write in this commit; null, and the commit knows, where an earlier one has failed.</summary>
    public BucketRow? TakeRow(Commit commit)
    {
        lock (_lock)
        {
            (_next, _running) = (null, commit);
            if (!_hasFailed)
            {
                return new BucketRow(key, _total.ToAggregate(), _version, _unwritten);
            }
        }

        commit.Fail(this, Closed);
        return null;
    }

    /// <summary>Learns what became of the row that <see cref="TakeRow"/> gave.</summary>
    /// <returns>How many samples are committed thereby.</returns>
    public long SetOutcome(BucketRow written, WriteOutcome outcome, Commit commit)
    {
        if (outcome != WriteOutcome.Written)
        {
            commit.Fail(this, outcome.ToFailure(key, written.Version));
            Abandon();
            return 0;
        }

        lock (_lock)
        {
            var before = _committed;
            (_version, _committed, _running) = (written.NextVersion, written.Aggregate.Count, null);
            _unwritten = _unwritten.RemoveRange(0, written.Receipts.Count);
            return _committed - before;
        }
    }

    /// <summary>Nobody knows what was written of the bucket.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            (_isClosed, _hasFailed) = (true, true);
        }

        // Nobody takes over a bucket that is closed, so it is still the same.
        _onFailure();
    }

    /// <summary>Makes these all samples so far, to be written by the next commit.</summary>
    private Added Take(in Accumulator all, decimal? value)
    {
        _next ??= commits.Enlist(this);
        _total.Set(all);
        return new Added(value, this, _next);
    }

    /// <summary>Has the next commit find out whether the row is as it is known here. If it is, the samples do not fit.</summary>
    private Added Refuse(AggregationType type) =>
        _total.As(type) is { IsEmpty: false } all ? Take(all, value: null) : throw new AggregateOverflowException();

    /// <summary>As <see cref="Refuse"/>, where the samples do not fit. Null where they do; they are not added.</summary>
    private Added? RefuseUnlessFit(in Accumulator samples)
    {
        lock (_lock)
        {
            return _isClosed ? throw Closed()
                : _total.TryMerge(samples, out _, out _) ? null
                : Refuse(samples.Type);
        }
    }
}

using System.Diagnostics;

namespace Metrics.Silo.Storage;

/// <summary>
/// One group commit, from when the first bucket that it takes has changed until it is on disk. All whose samples are in it wait
/// for the same task; a bucket that was not written fails for its own samples alone.
/// </summary>
internal sealed class Commit
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<ActiveBucket, Func<Exception>>? _failures;
    private Exception? _failure;

    /// <summary>The buckets that it takes, each once.</summary>
    public List<ActiveBucket> Buckets { get; private set; } = [];

    /// <summary>The traces of those who wait, where they are traced.</summary>
    public List<ActivityContext> Callers { get; } = [];

    /// <summary>Completes when it is known what became of each bucket. Never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the bucket was written, once the commit has ended.</summary>
    /// <exception cref="Exception">It was not, or that is not known: what <see cref="Fail(ActiveBucket, Func{Exception})"/> was told.</exception>
    public void ThrowIfFailed(ActiveBucket bucket)
    {
        // Each waiter gets an exception of its own: they are thrown in many places at once.
        if (_failures is not null && _failures.TryGetValue(bucket, out var create))
        {
            throw create();
        }

        if (_failure is not null)
        {
            throw new StorageUnavailableException("The database did not complete a commit.", _failure);
        }
    }

    /// <summary>Notes that a bucket is not written. Before the end.</summary>
    public void Fail(ActiveBucket bucket, Func<Exception> create) => (_failures ??= [])[bucket] = create;

    /// <summary>
    /// Notes that nobody knows what became of the buckets of which nothing else was noted. Before the end. It allocates nothing, so that it
    /// cannot fail where no memory is left.
    /// </summary>
    public void Fail(Exception exception) => _failure = exception;

    /// <summary>Lets everybody go on who waits. A bucket may hold on to its last commit, which must not keep the other buckets in memory.</summary>
    public void End()
    {
        Buckets = [];
        _ended.SetResult();
    }
}

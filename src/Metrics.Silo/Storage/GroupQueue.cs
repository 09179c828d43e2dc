using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Metrics.Silo.Storage;

/// <summary>
/// Gathers single requests into batches without ever waiting for more: while one batch runs, or several, the next one gathers,
/// so batches grow with the load and a lone request goes at once. Bounded: what does not fit is refused, not kept.
/// </summary>
internal sealed class GroupQueue<TRequest, TResult> : IAsyncDisposable
{
    private readonly string _operation;
    private readonly Channel<Waiting> _queue;
    private readonly Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> _runBatch;
    private readonly int _maxBatchSize;
    private readonly FailureLog _failures;
    private readonly Task _loops;

    /// <param name="operation">What a batch does, as traces, logs and failures call it.</param>
    /// <param name="runBatch">Runs one batch; its results stand in the order of its requests. If it throws, the whole batch failed.</param>
    /// <param name="capacity">How many requests may wait.</param>
    /// <param name="maxBatchSize">How many requests one batch holds at most.</param>
    /// <param name="time">The clock of the log.</param>
    /// <param name="logger">Told of batches that fail, as <see cref="FailureLog"/> says.</param>
    /// <param name="parallelism">How many batches run at a time.</param>
    public GroupQueue(
        string operation,
        Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> runBatch,
        int capacity,
        int maxBatchSize,
        TimeProvider time,
        ILogger logger,
        int parallelism = 1)
    {
        _operation = operation;
        _failures = new FailureLog(operation, time, logger);
        _runBatch = runBatch;
        _maxBatchSize = maxBatchSize;
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(capacity) { SingleReader = parallelism == 1 });

        // A queue may be made by a request, whose context is not to be that of all batches.
        using (ExecutionContext.SuppressFlow())
        {
            _loops = Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => Task.Run(RunAsync)));
        }
    }

    /// <summary>The result for this request, once its batch is done.</summary>
    /// <exception cref="StorageQueueFullException">Too many requests wait already.</exception>
    /// <exception cref="StorageUnavailableException">The batch failed.</exception>
    public Task<TResult> RunAsync(TRequest request)
    {
        var waiting = new Waiting(request);
        return _queue.Writer.TryWrite(waiting) ? waiting.Task : Task.FromException<TResult>(new StorageQueueFullException(_operation));
    }

    /// <summary>Takes no more requests and completes those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loops;
    }

    private async Task RunAsync()
    {
        try
        {
            var batch = new List<Waiting>();
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (batch.Count < _maxBatchSize && _queue.Reader.TryRead(out var waiting))
                {
                    batch.Add(waiting);
                }

                // Another loop may have been faster.
                if (batch.Count > 0)
                {
                    await RunBatchAsync(batch);
                    batch.Clear();
                }
            }
        }
        catch (Exception exception)
        {
            // Without the loop whoever comes would wait for ever.
            Environment.FailFast("A loop that runs batches has come to a halt.", exception);
        }
    }

    private async Task RunBatchAsync(List<Waiting> batch)
    {
        try
        {
            using var span = BatchTrace.Start(_operation, batch.Select(static waiting => waiting.Caller), batch.Count);
            var results = await _runBatch(batch.ConvertAll(waiting => waiting.Request));
            _failures.Succeeded();
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].SetResult(results[i]);
            }
        }
        catch (Exception exception)
        {
            // Whatever went wrong, it is those who wait that must learn of it, and the loop must go on.
            _failures.Failed(batch.Count, exception);
            foreach (var waiting in batch)
            {
                // Each gets an exception of its own: they are thrown in many places at once.
                waiting.TrySetException(new StorageUnavailableException($"A batch did not complete ({_operation}).", exception));
            }
        }
    }

    private sealed class Waiting(TRequest request) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TRequest Request => request;

        /// <summary>The span that waits, where there is one.</summary>
        public ActivityContext Caller { get; } = Activity.Current?.Context ?? default;
    }
}

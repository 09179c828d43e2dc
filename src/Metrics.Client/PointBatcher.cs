using System.Net;
using System.Threading.Channels;

namespace Metrics.Client;

/// <summary>
/// Gathers points of any metrics and sends them in batches, by size and by time. One batch at a time, so points arrive in the
/// order in which they were added, which First, Last and running values depend on; use several batchers where that does not matter.
/// </summary>
/// <remarks>
/// A batch with points that the service does not take is sent again without them. Each batch has an <c>Idempotency-Key</c>: it
/// may be repeated for as long as <see cref="MetricsClientOptions.MaxRetries"/> says and counts once. Where an attempt got no answer and
/// a later one is refused, all points of the batch have failed, with an outcome that is unknown: the rest may have counted already. A point
/// without a date counts at the time when its batch comes to the service, not when it was added: give it a date where that matters.
/// </remarks>
public sealed class PointBatcher : IAsyncDisposable
{
    private readonly MetricsClient _client;
    private readonly PointBatcherOptions _options;
    private readonly Channel<Item> _queue;
    private readonly CancellationTokenSource _timeUp = new();
    private readonly Task _loop;
    private MetricsException? _failure;

    internal PointBatcher(MetricsClient client, PointBatcherOptions options)
    {
        (_client, _options) = (client, options);
        _queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });

        // A batcher may be made by a request, whose trace is not to be that of all batches.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>Adds a point to the batch that gathers. It is not committed yet when this returns: see <see cref="FlushAsync"/>.</summary>
    /// <exception cref="ChannelClosedException">The batcher is disposed of; or it cannot go on, and the inner exception says why.</exception>
    public ValueTask AddAsync(MetricRef metric, Point point, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(point);
        return _queue.Writer.WriteAsync(new Item(metric, point, Flushed: null), cancellationToken);
    }

    /// <summary>Sends what was added so far. When this returns it is committed, but for what <see cref="PointBatcherOptions.OnFailed"/> was told of.</summary>
    /// <exception cref="MetricsException">
    /// Some of it was not, and nobody was told: the first reason since the last call. Of several callers, one learns of it, also where it was
    /// about the points of another: with <see cref="PointBatcherOptions.OnFailed"/> each point is told of.
    /// </exception>
    /// <exception cref="ChannelClosedException">As <see cref="AddAsync"/>.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Item(default, null, flushed), cancellationToken).ConfigureAwait(false);
        await flushed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowFailure();
    }

    /// <summary>
    /// Sends what is left, for at most <see cref="PointBatcherOptions.DisposeTimeout"/>. Points that are left then have failed; only for
    /// those of the batch that was under way is it unknown whether they counted.
    /// </summary>
    /// <exception cref="MetricsException">As <see cref="FlushAsync"/>.</exception>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        var timer = _client.Time.CreateTimer(_ => _timeUp.Cancel(), state: null, _options.DisposeTimeout, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            await _loop.ConfigureAwait(false);
        }

        ThrowFailure();
    }

    private async Task RunAsync()
    {
        var batch = new List<Item>(_options.MaxPoints);
        try
        {
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                var flushed = await GatherAsync(batch).ConfigureAwait(false);
                await SendAsync(batch).ConfigureAwait(false);
                batch.Clear();
                flushed?.SetResult();
            }
        }
        catch (Exception exception)
        {
            // A clock that fails, for one. Nobody would read the queue any more, so nobody may wait for it.
            GiveUp(batch, exception);
        }
    }

    /// <summary>Takes no more points, and fails those that wait, and those who wait for them.</summary>
    private void GiveUp(List<Item> batch, Exception exception)
    {
        _queue.Writer.TryComplete(exception);
        var failure = Unsent(exception);
        FailAll(batch, failure);
        while (_queue.Reader.TryRead(out var item))
        {
            if (item.Flushed is { } flushed)
            {
                flushed.SetException(failure);
            }
            else
            {
                Fail(item, failure);
            }
        }
    }

    /// <summary>Fills the batch until it is full, its time is up, or somebody waits for it.</summary>
    /// <returns>Who waits, if anybody does.</returns>
    private async Task<TaskCompletionSource?> GatherAsync(List<Item> batch)
    {
        using var timeUp = new CancellationTokenSource(_options.MaxDelay, _client.Time);
        try
        {
            do
            {
                while (batch.Count < _options.MaxPoints && _queue.Reader.TryRead(out var item))
                {
                    if (item.Flushed is { } flushed)
                    {
                        return flushed;
                    }

                    batch.Add(item);
                }
            }
            while (batch.Count < _options.MaxPoints && await _queue.Reader.WaitToReadAsync(timeUp.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Time is up.
        }

        return null;
    }

    /// <summary>
    /// Sends the batch; where points of it are refused, those that are left; where it is too large, in halves; and where one of its metrics is
    /// gone, which is not said of which, half of its metrics after the other.
    /// </summary>
    /// <remarks>These are other requests, with keys of their own, so none of them may follow an attempt that may have counted.</remarks>
    private async Task SendAsync(List<Item> batch)
    {
        while (batch.Count > 0)
        {
            if (_timeUp.IsCancellationRequested)
            {
                FailAll(batch, TimeIsUp(isOutcomeUnknown: false));
                return;
            }

            try
            {
                await _client.AddAsync(batch.Select(item => (item.Metric, item.Point!)), _timeUp.Token).ConfigureAwait(false);
                return;
            }
            catch (MetricsException exception) when (
                exception is { IsOutcomeUnknown: false, Status: HttpStatusCode.BadRequest } && Refused(batch, exception) is { Length: > 0 } refused)
            {
                foreach (var error in refused)
                {
                    Fail(batch[error.Index], RefusalOf(error, exception));
                }

                batch.RemoveAll(item => item.IsFailed);
            }
            catch (MetricsException exception) when (exception is { IsOutcomeUnknown: false, Status: HttpStatusCode.RequestEntityTooLarge } && batch.Count > 1)
            {
                var half = batch.Count / 2;
                await SendAsync(batch[..half]).ConfigureAwait(false);
                batch.RemoveRange(0, half);
            }
            catch (MetricsException exception) when (exception is { IsOutcomeUnknown: false, IsMissing: true } && HalfOfMetrics(batch) is { Count: > 0 } half)
            {
                await SendAsync(batch.FindAll(item => half.Contains(item.Metric))).ConfigureAwait(false);
                batch.RemoveAll(item => half.Contains(item.Metric));
            }
            catch (OperationCanceledException) when (_timeUp.IsCancellationRequested)
            {
                FailAll(batch, TimeIsUp(isOutcomeUnknown: true));
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is, the batches after this one are not to blame.
                FailAll(batch, exception as MetricsException ?? Unsent(exception));
                return;
            }
        }
    }

    /// <summary>Half of the metrics that the batch names; none where it names one.</summary>
    private static HashSet<MetricRef> HalfOfMetrics(List<Item> batch)
    {
        var metrics = batch.Select(item => item.Metric).Distinct().ToList();
        return [.. metrics.Take(metrics.Count / 2)];
    }

    private static PointError[] Refused(List<Item> batch, MetricsException exception) =>
        [.. exception.Errors.Where(error => error.Index >= 0 && error.Index < batch.Count).DistinctBy(error => error.Index)];

    /// <summary>What was wrong with one point: who is told of it does not know its place in the batch.</summary>
    private static MetricsException RefusalOf(PointError error, MetricsException batch) =>
        new($"The point was refused: {error.Message}", batch.Status, isOutcomeUnknown: false, [error], batch);

    /// <summary>The failure of points that were never sent: the client is disposed of, or cannot write or sign what it is to send.</summary>
    private static MetricsException Unsent(Exception exception) =>
        new($"The points could not be sent: {exception.Message}", status: null, isOutcomeUnknown: false, [], exception);

    private MetricsException TimeIsUp(bool isOutcomeUnknown) =>
        new($"The batcher was disposed of, and {_options.DisposeTimeout} were not enough to send its points", status: null, isOutcomeUnknown, []);

    private void FailAll(List<Item> items, MetricsException exception) => items.ForEach(item => Fail(item, exception));

    private void Fail(Item item, MetricsException exception)
    {
        item.IsFailed = true;
        var untold = exception;
        if (_options.OnFailed is { } onFailed)
        {
            try
            {
                onFailed(item.Metric, item.Point!, exception);
                return;
            }
            catch (Exception thrown)
            {
                untold = new MetricsException(
                    $"{exception.Message}. {nameof(PointBatcherOptions.OnFailed)} was told and threw: {thrown.Message}",
                    exception.Status,
                    exception.IsOutcomeUnknown,
                    exception.Errors,
                    thrown);
            }
        }

        Interlocked.CompareExchange(ref _failure, untold, null);
    }

    private void ThrowFailure()
    {
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw new MetricsException(failure.Message, failure.Status, failure.IsOutcomeUnknown, failure.Errors, failure);
        }
    }

    /// <param name="Metric">Where the point goes.</param>
    /// <param name="Point">The point; null in a mark.</param>
    /// <param name="Flushed">Completed once all before this mark is sent.</param>
    private sealed record Item(MetricRef Metric, Point? Point, TaskCompletionSource? Flushed)
    {
        public bool IsFailed { get; set; }
    }
}

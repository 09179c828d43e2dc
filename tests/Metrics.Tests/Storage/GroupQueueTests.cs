using System.Diagnostics;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Metrics.Tests.Storage;

public sealed class GroupQueueTests
{
    [Fact]
    public async Task A_lone_request_goes_at_once()
    {
        await using var queue = Queue(batch => Task.FromResult(Doubled(batch)));

        Assert.Equal(42, await queue.RunAsync(21));
    }

    [Fact]
    public async Task What_comes_while_a_batch_runs_goes_together_in_the_next()
    {
        var batches = new List<int>();
        var (started, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var queue = Queue(async batch =>
        {
            batches.Add(batch.Count);
            started.TrySetResult();
            await gate.Task;
            return Doubled(batch);
        });

        var first = queue.RunAsync(0);
        await started.Task;
        var rest = Enumerable.Range(1, 9).Select(queue.RunAsync).ToList();
        gate.SetResult();

        Assert.Equal(0, await first);
        Assert.Equal(Enumerable.Range(1, 9).Select(number => number * 2), await Task.WhenAll(rest));
        Assert.Equal([1, 9], batches);
    }

    [Fact]
    public async Task A_batch_holds_no_more_than_its_limit()
    {
        var batches = new List<int>();
        var (started, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var queue = Queue(
            async batch =>
            {
                batches.Add(batch.Count);
                started.TrySetResult();
                await gate.Task;
                return Doubled(batch);
            },
            maxBatchSize: 4);

        var first = queue.RunAsync(0);
        await started.Task;
        var rest = Enumerable.Range(1, 10).Select(queue.RunAsync).ToList();
        gate.SetResult();
        await Task.WhenAll(rest.Append(first));

        Assert.Equal([1, 4, 4, 2], batches);
    }

    [Fact]
    public async Task As_many_batches_run_at_a_time_as_may()
    {
        var batches = new List<int>();
        using var started = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        await using var queue = Queue(
            async batch =>
            {
                lock (batches)
                {
                    batches.Add(batch.Count);
                }

                started.Release();
                await gate.Task;
                return Doubled(batch);
            },
            parallelism: 2);

        var first = new List<Task<int>>();
        for (var i = 0; i < 2; i++)
        {
            first.Add(queue.RunAsync(i));
            await started.WaitAsync();
        }

        var rest = Enumerable.Range(2, 6).Select(queue.RunAsync).ToList();
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 8).Select(number => number * 2), await Task.WhenAll(first.Concat(rest)));
        Assert.Equal([1, 1], batches.Take(2));
        Assert.Equal(6, batches.Skip(2).Sum());
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var gate = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var queue = Queue(
            async batch =>
            {
                started.TrySetResult();
                await gate.Task;
                return Doubled(batch);
            },
            capacity: 3);
        var running = queue.RunAsync(0);
        await started.Task;
        var waiting = Enumerable.Range(1, 3).Select(queue.RunAsync).ToList();

        var refused = await Assert.ThrowsAsync<StorageQueueFullException>(() => queue.RunAsync(4));
        Assert.Equal("Too much is waiting already (test).", refused.Message);

        gate.SetResult();
        await Task.WhenAll(waiting.Append(running));
    }

    [Fact]
    public async Task A_batch_that_fails_fails_its_own_requests_and_no_others()
    {
        var log = new RecordingLogger<GroupQueueTests>();
        await using var queue = new GroupQueue<int, int>(
            "test",
            batch => batch.Contains(13) ? throw new InvalidOperationException("unlucky") : Task.FromResult(Doubled(batch)),
            capacity: 10,
            maxBatchSize: 10,
            TimeProvider.System,
            log);

        var exception = await Assert.ThrowsAsync<StorageUnavailableException>(() => queue.RunAsync(13));

        Assert.Equal("A batch did not complete (test).", exception.Message);
        Assert.Equal("unlucky", exception.InnerException!.Message);
        Assert.Equal([(LogLevel.Error, "A batch of 1 failed (test): unlucky")], log.Lines.Select(line => (line.Level, line.Message)));
        Assert.Equal(2, await queue.RunAsync(1));
        Assert.Equal("A batch succeeded again (test), after 1 had failed.", log.Lines[^1].Message);
    }

    [Fact]
    public async Task A_batch_that_cannot_even_begin_fails_its_own_requests_and_no_others()
    {
        var log = new RecordingLogger<GroupQueueTests>();
        await using var queue = new GroupQueue<int, int>("test", batch => Task.FromResult(Doubled(batch)), 10, 10, TimeProvider.System, log);
        using (BrokenTraces.Begin("test"))
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => queue.RunAsync(1));
        }

        Assert.StartsWith("A batch of 1 failed (test)", Assert.Single(log.Lines).Message, StringComparison.Ordinal);
        Assert.Equal(2, await queue.RunAsync(1));
    }

    [Fact]
    public async Task Batches_have_nothing_of_the_request_that_made_the_queue()
    {
        using var request = new Activity("request").Start();
        var current = new List<Activity?>();
        await using var queue = Queue(batch =>
        {
            current.Add(Activity.Current);
            return Task.FromResult(Doubled(batch));
        });

        await queue.RunAsync(1);

        Assert.Equal([null], current);
    }

    [Fact]
    public async Task What_waits_is_completed_before_the_queue_ends()
    {
        var gate = new TaskCompletionSource();
        var queue = Queue(async batch =>
        {
            await gate.Task;
            return Doubled(batch);
        });
        var waiting = Enumerable.Range(0, 5).Select(queue.RunAsync).ToList();

        var end = queue.DisposeAsync().AsTask();
        gate.SetResult();

        await end;
        Assert.All(waiting, task => Assert.True(task.IsCompletedSuccessfully));
    }

    private static GroupQueue<int, int> Queue(
        Func<IReadOnlyList<int>, Task<IReadOnlyList<int>>> runBatch, int capacity = 100, int maxBatchSize = 100, int parallelism = 1) =>
        new("test", runBatch, capacity, maxBatchSize, TimeProvider.System, NullLogger.Instance, parallelism);

    private static IReadOnlyList<int> Doubled(IReadOnlyList<int> batch) => [.. batch.Select(number => number * 2)];
}

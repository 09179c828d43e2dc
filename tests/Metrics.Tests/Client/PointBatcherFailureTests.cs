using System.Net;
using System.Threading.Channels;
using Metrics.Client;
using Metrics.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Client;

/// <summary>Whatever goes wrong, each point of a batch counts, or somebody is told; nobody waits for ever.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class PointBatcherFailureTests(SharedGateway gateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateOnly Day = new(2024, 4, 9);
    private static readonly DataQuery WholeDay = new() { Start = Day, End = Day.AddDays(1) };

    private readonly List<(decimal? Value, bool IsOutcomeUnknown)> _failed = [];

    [Fact]
    public void Options_are_checked_where_they_are_given()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointBatcherOptions { MaxDelay = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointBatcherOptions { MaxDelay = TimeSpan.FromDays(50) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointBatcherOptions { MaxWaiting = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PointBatcherOptions { DisposeTimeout = TimeSpan.FromSeconds(-1) });
    }

    [Fact]
    public async Task A_batcher_refuses_what_is_no_point()
    {
        using var client = Client();
        await using var batcher = client.CreateBatcher();

        await Assert.ThrowsAsync<ArgumentNullException>(async () => await batcher.AddAsync("runs", null!));
    }

    [Fact]
    public async Task A_batcher_goes_on_after_an_exception_of_whom_it_tells()
    {
        using var client = Client();
        var metric = await client.CreateAsync(new MetricDefinition("batch told", DataType.Sum, Interval.Daily));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            OnFailed = (_, point, exception) =>
            {
                Told(point, exception);
                throw new InvalidOperationException("No time for this.");
            },
        });

        await batcher.AddAsync(metric, new Point(1, Key: "no key here"));
        await batcher.AddAsync(metric, new Point(2, Key: "nor here"));
        await batcher.AddAsync(metric, new Point(4, Date: Day));
        var failure = await Assert.ThrowsAsync<MetricsException>(() => batcher.FlushAsync().WaitAsync(Patience));

        Assert.Equal(HttpStatusCode.BadRequest, failure.Status);
        Assert.Contains("No time for this.", failure.Message, StringComparison.Ordinal);
        Assert.Equal([(1m, false), (2m, false)], _failed);
        Assert.Equal(4, Assert.Single(await client.ReadAsync(metric, WholeDay).ToListAsync()).Value);
        await batcher.FlushAsync().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_goes_in_halves_and_in_order()
    {
        var handler = new ScriptedHandler(ScriptedHandler.Answers(HttpStatusCode.RequestEntityTooLarge));
        using var client = Client(handler);
        using var other = Client();
        var metric = await other.CreateAsync(new MetricDefinition("batch halves", DataType.Last, Interval.Daily));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions { MaxDelay = TimeSpan.FromHours(1) });

        for (var i = 1; i <= 5; i++)
        {
            await batcher.AddAsync(metric, new Point(i, Date: Day));
        }

        await batcher.FlushAsync().WaitAsync(Patience);

        Assert.Equal(3, handler.Requests);
        var last = Assert.Single(await other.ReadAsync(metric, WholeDay).ToListAsync());
        Assert.Equal((5m, 5), (last.Value, last.Count));
    }

    [Fact]
    public async Task A_point_that_is_too_large_by_itself_fails_alone()
    {
        var tooLarge = ScriptedHandler.Answers(HttpStatusCode.RequestEntityTooLarge);
        using var client = Client(new ScriptedHandler(tooLarge, tooLarge));
        using var other = Client();
        var metric = await other.CreateAsync(new MetricDefinition("batch large point", DataType.Sum, Interval.Daily));
        await using var batcher = client.CreateBatcher(
            new PointBatcherOptions { MaxDelay = TimeSpan.FromHours(1), OnFailed = (_, point, exception) => Told(point, exception) });

        await batcher.AddAsync(metric, new Point(1, Date: Day));
        await batcher.AddAsync(metric, new Point(2, Date: Day));
        await batcher.FlushAsync().WaitAsync(Patience);

        Assert.Equal([(1m, false)], _failed);
        Assert.Equal(2, Assert.Single(await other.ReadAsync(metric, WholeDay).ToListAsync()).Value);
    }

    [Fact]
    public async Task A_batcher_that_is_disposed_of_takes_no_more()
    {
        using var client = Client();
        var batcher = client.CreateBatcher();
        await batcher.DisposeAsync();
        await batcher.DisposeAsync();

        await Assert.ThrowsAsync<ChannelClosedException>(async () => await batcher.AddAsync("runs", new Point(1)));
        await Assert.ThrowsAsync<ChannelClosedException>(() => batcher.FlushAsync());
    }

    [Fact]
    public async Task A_batcher_that_outlives_its_client_says_that_its_points_did_not_count()
    {
        var client = Client();
        var batcher = client.CreateBatcher(new PointBatcherOptions { OnFailed = (_, point, exception) => Told(point, exception) });
        client.Dispose();

        await batcher.AddAsync("runs", new Point(1));
        await batcher.FlushAsync().WaitAsync(Patience);
        await batcher.AddAsync("runs", new Point(2));
        await batcher.DisposeAsync().AsTask().WaitAsync(Patience);

        Assert.Equal([(1m, false), (2m, false)], _failed);
    }

    [Fact]
    public async Task A_batch_fails_by_whatever_its_network_throws_and_the_next_one_goes()
    {
        using var client = Client(new ScriptedHandler(ScriptedHandler.Throws(new InvalidOperationException("A fault of the network."))));
        using var other = Client();
        var metric = await other.CreateAsync(new MetricDefinition("batch fault", DataType.Sum, Interval.Daily));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions { OnFailed = (_, point, exception) => Told(point, exception) });

        await batcher.AddAsync(metric, new Point(1, Date: Day));
        await batcher.FlushAsync().WaitAsync(Patience);
        await batcher.AddAsync(metric, new Point(2, Date: Day));
        await batcher.FlushAsync().WaitAsync(Patience);

        Assert.Equal([(1m, true)], _failed);
        Assert.Equal(2, Assert.Single(await other.ReadAsync(metric, WholeDay).ToListAsync()).Value);
    }

    [Fact]
    public async Task Whoever_waits_for_a_batcher_that_cannot_go_on_learns_why()
    {
        using var client = Client(time: new BrokenTime());
        var batcher = client.CreateBatcher(new PointBatcherOptions { MaxWaiting = 1, OnFailed = (_, point, exception) => Told(point, exception) });

        await batcher.AddAsync("runs", new Point(1));

        // Whether the batcher has taken the point is not to be seen from outside, so some are added until there is no batcher any more.
        var added = 1;
        var closed = await Assert.ThrowsAsync<ChannelClosedException>(async () =>
        {
            for (; ; added++)
            {
                await batcher.AddAsync("runs", new Point(1)).AsTask().WaitAsync(Patience);
            }
        });
        Assert.Equal("The clock is broken.", closed.InnerException?.Message);
        await batcher.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(Enumerable.Repeat(((decimal?)1m, false), added), _failed);
    }

    [Fact]
    public async Task A_flush_of_a_batcher_that_cannot_go_on_ends()
    {
        using var client = Client(time: new BrokenTime());
        var batcher = client.CreateBatcher();

        await Assert.ThrowsAsync<MetricsException>(() => batcher.FlushAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task A_batch_that_may_have_counted_is_not_sent_again_as_another()
    {
        using var other = Client();
        var kept = await other.CreateAsync(new MetricDefinition("batch kept", DataType.Sum, Interval.Daily));
        var deleted = await other.CreateAsync(new MetricDefinition("batch deleted", DataType.Sum, Interval.Daily));
        using var client = Client(new ScriptedHandler(ScriptedHandler.LosesAnswer(then: () => other.DeleteAsync(deleted))));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions { OnFailed = (_, point, exception) => Told(point, exception) });

        await batcher.AddAsync(kept, new Point(1, Date: Day));
        await batcher.AddAsync(deleted, new Point(2, Date: Day));
        await batcher.FlushAsync().WaitAsync(Patience);

        Assert.Equal([(1m, true), (2m, true)], _failed);
        Assert.Equal(1, Assert.Single(await other.ReadAsync(kept, WholeDay).ToListAsync()).Value);
    }

    [Fact]
    public async Task A_batcher_that_is_disposed_of_gives_up_when_its_time_is_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = Client(
            new ScriptedHandler((passOn, cancellationToken) =>
            {
                asked.SetResult();
                return ScriptedHandler.IsSilent(passOn, cancellationToken);
            }),
            time);
        var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            MaxPoints = 1,
            DisposeTimeout = TimeSpan.FromSeconds(5),
            OnFailed = (_, point, exception) => Told(point, exception),
        });
        for (var i = 1; i <= 3; i++)
        {
            await batcher.AddAsync("runs", new Point(i));
        }

        await asked.Task.WaitAsync(Patience);
        var disposed = batcher.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(disposed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await disposed.WaitAsync(Patience);

        // The first was under way; the others were never sent.
        Assert.Equal([(1m, true), (2m, false), (3m, false)], _failed);
    }

    private void Told(Point point, MetricsException exception) => _failed.Add((point.Value, exception.IsOutcomeUnknown));

    private MetricsClient Client(HttpMessageHandler? handler = null, TimeProvider? time = null) => new(
        new MetricsClientOptions
        {
            Server = gateway.Host.Address,
            Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken),
            Time = time ?? TimeProvider.System,
        },
        handler);

    /// <summary>A clock whose first timer, which is that of the first batch, cannot be made.</summary>
    private sealed class BrokenTime : TimeProvider
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Interlocked.Increment(ref _timers) == 1
                ? throw new InvalidOperationException("The clock is broken.")
                : base.CreateTimer(callback, state, dueTime, period);
    }
}

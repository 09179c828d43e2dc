using System.Diagnostics;
using System.Globalization;
using System.Net;
using Metrics.Client;
using Metrics.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Client;

/// <summary>The batches of the .NET client, against the real host.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class PointBatcherTests(SharedGateway gateway)
{
    private static readonly DateOnly Day = new(2024, 4, 9);
    private static readonly DataQuery WholeDay = new() { Start = Day, End = Day.AddDays(1) };

    [Fact]
    public async Task Points_go_in_batches_of_the_size_that_is_asked_for()
    {
        var counter = new CountingHandler();
        using var client = Client(counter);
        var metric = await client.CreateAsync(new MetricDefinition("batch size", DataType.Last, Interval.Daily));
        var before = counter.Requests;

        await using (var batcher = client.CreateBatcher(new PointBatcherOptions { MaxPoints = 100, MaxDelay = TimeSpan.FromMinutes(1) }))
        {
            for (var i = 1; i <= 1_000; i++)
            {
                await batcher.AddAsync(metric, new Point(i, Date: Day));
            }
        }

        Assert.Equal(10, counter.Requests - before);
        var last = Assert.Single(await client.ReadAsync(metric, WholeDay).ToListAsync());
        Assert.Equal((1_000m, 1_000), (last.Value, last.Count));
    }

    [Fact]
    public async Task A_batch_goes_when_its_time_is_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var counter = new CountingHandler();
        using var client = Client(counter, time);
        var metric = await client.CreateAsync(new MetricDefinition("batch time", DataType.Count, Interval.Daily));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions { MaxDelay = TimeSpan.FromSeconds(1) });

        var sent = counter.NextRequestAsync();
        await batcher.AddAsync(metric, new Point(Date: Day));
        while (!sent.IsCompleted)
        {
            // Whether the batch has begun to wait is not to be seen from outside, so time goes on until it was sent.
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await batcher.FlushAsync();
        Assert.Equal(1, Assert.Single(await client.ReadAsync(metric, WholeDay).ToListAsync()).Count);
    }

    [Fact]
    public async Task Bad_points_do_not_take_the_good_ones_with_them()
    {
        using var client = Client(new CountingHandler());
        var metric = await client.CreateAsync(new MetricDefinition("batch bad", DataType.Sum, Interval.Daily, KeyedValues: true));
        var failed = new List<string>();
        await using var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            OnFailed = (_, point, exception) => failed.Add(string.Create(CultureInfo.InvariantCulture, $"{point.Value} {exception.Status}")),
        });

        for (var i = 0; i < 300; i++)
        {
            // Every second one has no key: more than the service lists in one answer.
            await batcher.AddAsync(metric, new Point(i, Key: i % 2 == 0 ? "even" : null, Date: Day));
        }

        await batcher.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 150).Select(i => string.Create(CultureInfo.InvariantCulture, $"{2 * i + 1} BadRequest")), failed);
        Assert.Equal(150, Assert.Single(await client.ReadAsync(metric, WholeDay).ToListAsync()).Count);
    }

    [Fact]
    public async Task Points_that_do_not_fit_into_their_sum_are_left_out_by_the_hundred()
    {
        var counter = new CountingHandler();
        using var client = Client(counter);
        var metric = await client.CreateAsync(new MetricDefinition("batch overflow", DataType.Sum, Interval.Daily, KeyedValues: true));
        await client.AddAsync(metric, new Point(0.0000000000000000000000000001m, "full", Day));
        var failed = 0;
        await using var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            MaxPoints = 1_001,
            MaxDelay = TimeSpan.FromMinutes(1),
            OnFailed = (_, _, _) => failed++,
        });
        var before = counter.Requests;

        for (var i = 0; i < 1_000; i++)
        {
            await batcher.AddAsync(metric, new Point(10, "full", Day));
        }

        await batcher.AddAsync(metric, new Point(10, "empty", Day));
        await batcher.FlushAsync();

        Assert.Equal((1_000, 11), (failed, counter.Requests - before));
        var values = await client.ReadAsync(metric, WholeDay).ToListAsync();
        Assert.Equal([("empty", 10m), ("full", 0.0000000000000000000000000001m)], values.Select(value => (value.Key!, value.Value!.Value)));
    }

    [Fact]
    public async Task Each_bad_point_is_told_what_was_wrong_with_it()
    {
        using var client = Client(new CountingHandler());
        var metric = await client.CreateAsync(new MetricDefinition("batch reasons", DataType.Average, Interval.Daily));
        var reasons = new List<string>();
        await using var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            OnFailed = (_, point, exception) => reasons.Add($"{point.Key}: {exception.Message}; {Assert.Single(exception.Errors).Message}"),
        });

        await batcher.AddAsync(metric, new Point(1, Date: Day));
        await batcher.AddAsync(metric, new Point(1, Key: "key", Date: Day));
        await batcher.AddAsync(metric, new Point(1, Date: Day, Weight: 0));
        await batcher.FlushAsync();

        const string HasKey = "name is not allowed, because this customMetric is not keyed (keyedValues is false)";
        const string HasNoWeight = "weight must be greater than 0";
        Assert.Equal([$"key: The point was refused: {HasKey}; {HasKey}", $": The point was refused: {HasNoWeight}; {HasNoWeight}"], reasons);
    }

    [Fact]
    public async Task Where_nobody_is_told_of_failures_the_flush_throws_and_the_next_one_does_not()
    {
        using var client = Client(new CountingHandler());
        var batcher = client.CreateBatcher();

        await batcher.AddAsync("no such metric", new Point(1));
        var failure = await Assert.ThrowsAsync<MetricsException>(() => batcher.FlushAsync());

        Assert.Equal(HttpStatusCode.BadRequest, failure.Status);
        await batcher.FlushAsync();
        await batcher.DisposeAsync();
    }

    [Fact]
    public async Task Batches_have_nothing_of_the_request_that_made_the_batcher()
    {
        using var request = new Activity("request").Start();
        var current = new List<Activity?>();
        using var client = Client(new ScriptedHandler((passOn, _) =>
        {
            current.Add(Activity.Current);
            return passOn();
        }));
        await using var batcher = client.CreateBatcher(new PointBatcherOptions { OnFailed = (_, _, _) => { } });

        await batcher.AddAsync("no such metric", new Point(1));
        await batcher.FlushAsync();

        Assert.Equal([null], current);
    }

    private MetricsClient Client(HttpMessageHandler handler, TimeProvider? time = null) => new(
        new MetricsClientOptions
        {
            Server = gateway.Host.Address,
            Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken),
            Time = time ?? TimeProvider.System,
        },
        handler);

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        private TaskCompletionSource _next = new();
        private int _requests;

        public int Requests => _requests;

        public Task NextRequestAsync() => (_next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            _next.TrySetResult();
            return base.SendAsync(request, cancellationToken);
        }
    }
}

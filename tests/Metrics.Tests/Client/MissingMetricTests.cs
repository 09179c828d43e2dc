using System.Globalization;
using System.Net;
using Metrics.Client;
using Metrics.Tests.Support;

namespace Metrics.Tests.Client;

/// <summary>A metric may go between the moment when the service has read the points of a batch and the one when it adds them: 404, as a whole.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class MissingMetricTests(SharedGateway gateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateOnly Day = new(2024, 4, 9);

    private readonly List<string> _failed = [];

    [Fact]
    public async Task A_metric_that_goes_takes_no_points_of_others_with_it()
    {
        using var other = Client();
        List<Metric> metrics = [];
        for (var i = 0; i < 5; i++)
        {
            metrics.Add(await other.CreateAsync(new MetricDefinition($"batch missing {i}", DataType.Last, Interval.Daily)));
        }

        await other.DeleteAsync(metrics[3]);
        using var handler = new ScriptedHandler(ScriptedHandler.Answers(HttpStatusCode.NotFound, ScriptedHandler.NotFound));
        using var client = Client(handler);

        await SendAsync(client, Enumerable.Range(0, 20).Select(i => ((MetricRef)metrics[i % 5], i)));

        Assert.Equal(["3 BadRequest", "8 BadRequest", "13 BadRequest", "18 BadRequest"], _failed);
        foreach (var i in (int[])[0, 1, 2, 4])
        {
            var value = Assert.Single(await other.ReadAsync(metrics[i], new DataQuery { Start = Day, End = Day.AddDays(1) }).ToListAsync());
            Assert.Equal((15 + i, 4), (value.Value, value.Count));
        }

        Assert.Equal(4, handler.Requests);
    }

    [Fact]
    public async Task The_points_of_one_metric_that_is_missing_fail_at_once()
    {
        using var handler = new ScriptedHandler(ScriptedHandler.Answers(HttpStatusCode.NotFound, ScriptedHandler.NotFound));
        using var client = Client(handler);

        await SendAsync(client, [("runs", 1), ("runs", 2)]);

        Assert.Equal(["1 NotFound", "2 NotFound"], _failed);
        Assert.Equal(1, handler.Requests);
    }

    [Fact]
    public async Task Points_for_a_service_that_is_somewhere_else_fail_at_once()
    {
        using var handler = new ScriptedHandler(ScriptedHandler.Answers(HttpStatusCode.NotFound, "<html>Not here</html>"));
        using var client = Client(handler);

        await SendAsync(client, [("runs", 1), ("walks", 2)]);

        Assert.Equal(["1 NotFound", "2 NotFound"], _failed);
        Assert.Equal(1, handler.Requests);
    }

    private async Task SendAsync(MetricsClient client, IEnumerable<(MetricRef Metric, int Value)> points)
    {
        await using var batcher = client.CreateBatcher(new PointBatcherOptions
        {
            MaxDelay = TimeSpan.FromHours(1),
            OnFailed = (_, point, exception) => _failed.Add(string.Create(CultureInfo.InvariantCulture, $"{point.Value} {exception.Status}")),
        });
        foreach (var (metric, value) in points)
        {
            await batcher.AddAsync(metric, new Point(value, Date: Day));
        }

        await batcher.FlushAsync().WaitAsync(Patience);
    }

    private MetricsClient Client(HttpMessageHandler? handler = null) => new(
        new MetricsClientOptions { Server = gateway.Host.Address, Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken) }, handler);
}

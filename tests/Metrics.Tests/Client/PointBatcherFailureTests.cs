using Metrics.Client;
using Metrics.Tests.Support;

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

    private void Told(Point point, MetricsException exception) => _failed.Add((point.Value, exception.IsOutcomeUnknown));

    private MetricsClient Client(HttpMessageHandler? handler = null, TimeProvider? time = null) => new(
        new MetricsClientOptions
        {
            Server = gateway.Host.Address,
            Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken),
            Time = time ?? TimeProvider.System,
        },
        handler);
}

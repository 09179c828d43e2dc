using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Metrics.Tests.Grains;

/// <summary>What travels to other silos in company, which are the test.</summary>
public sealed class RemoteSiloTests : IAsyncLifetime
{
    private readonly List<RelayRequest[]> _messages = [];
    private readonly RemoteSilo _silo;
    private Exception? _failure;

    public RemoteSiloTests() => _silo = new RemoteSilo(StandIn.For<IBucketRelay>((method, arguments) => Answer(method.Name, (RelayRequest[])arguments[0]!)), 10_000, TimeProvider.System, NullLogger.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task More_samples_than_a_message_takes_go_in_several_and_are_answered_in_their_order()
    {
        var each = Enumerable.Range(0, 2_500).ToList();

        var answers = await RemoteBuckets.AddEachAsync(each, i => (_silo, Request(i)));

        Assert.Equal([1_000, 1_000, 500], _messages.Select(message => message.Length));
        Assert.Equal(each, _messages.SelectMany(message => message).Select(request => (int)request.Bucket.MetricId));
        Assert.Equal(each.Select(i => (decimal?)i), answers.Select(answer => answer.Value));
        Assert.Equal(each.Select(i => (bool?)(i % 2 == 0)), await RemoteBuckets.CanAddEachAsync(each, i => (_silo, Request(i))));
    }

    [Fact]
    public async Task Samples_for_several_silos_go_to_each_in_one_message_and_are_answered_in_their_order()
    {
        var others = new List<RelayRequest>();
        await using var other = new RemoteSilo(
            StandIn.For<IBucketRelay>((_, arguments) =>
            {
                others.AddRange((RelayRequest[])arguments[0]!);
                return Task.FromResult(Array.ConvertAll((RelayRequest[])arguments[0]!, request => new RelayAnswer(-request.Bucket.MetricId)));
            }),
            10_000,
            TimeProvider.System,
            NullLogger.Instance);

        var answers = await RemoteBuckets.AddEachAsync([1, 2, 3, 4], i => (i % 2 == 0 ? other : _silo, Request(i)));

        Assert.Equal([1, -2, 3, -4], answers.Select(answer => answer.Value));
        Assert.Equal([1, 3], Assert.Single(_messages).Select(request => request.Bucket.MetricId));
        Assert.Equal([2, 4], others.Select(request => request.Bucket.MetricId));
    }

    [Fact]
    public async Task A_message_that_fails_fails_for_all_whose_samples_are_in_it()
    {
        _failure = new TimeoutException();

        var answers = await RemoteBuckets.AddEachAsync([1, 2], i => (_silo, Request(i)));

        Assert.All(answers, answer => Assert.Equal(new RelayAnswer(null, _failure), answer));
        Assert.Equal(new RelayAnswer(null, _failure), await _silo.AddAsync(Request(3)));
        Assert.Equal([null, null], await RemoteBuckets.CanAddEachAsync([1, 2], i => (_silo, Request(i))));
    }

    /// <summary>Each bucket holds what its metric is called, and every second one is full.</summary>
    private Task Answer(string method, RelayRequest[] requests)
    {
        _messages.Add(requests);
        return method == nameof(IBucketRelay.Add)
            ? _failure is null ? Task.FromResult(Array.ConvertAll(requests, request => new RelayAnswer(request.Bucket.MetricId))) : Task.FromException<RelayAnswer[]>(_failure)
            : _failure is null ? Task.FromResult(Array.ConvertAll(requests, request => (bool?)(request.Bucket.MetricId % 2 == 0))) : Task.FromException<bool?[]>(_failure);
    }

    private static RelayRequest Request(int metric) => new(new BucketKey(metric, Instant.FromUtc(2024, 4, 9, 0, 0), "key"), TestSamples.Sum(1), null);
}

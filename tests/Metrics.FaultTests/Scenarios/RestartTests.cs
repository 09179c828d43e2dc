using System.Globalization;
using Metrics.FaultTests.Load;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>What happens on purpose: silos that are asked to stop, and silos that are added.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class RestartTests(ClusterFixture fixture)
{
    /// <summary>Many buckets and few points: a silo still believes most of them to be where they were when it last had one.</summary>
    private static LoadPlan Spread(LoadPlan plan) => plan with
    {
        BucketsPerMode = 60,
        ClientsPerBucket = 2,
        LongestPause = TimeSpan.FromSeconds(1.5),
    };

    [LongRunFact]
    public async Task A_rolling_restart_fails_no_request_of_a_client_that_repeats_refused_connections_only()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses, Spread);

        var rounds = FaultRun.Times(1, 10);
        for (var i = 0; i < rounds; i++)
        {
            await RestartEachAsync(scenario, load);
        }

        scenario.Say($"{rounds} rolling restarts of {cluster.Silos.Count} silos: {FailedRequests(load)} failed requests of {load.Replies[ReplyKind.Acknowledged]}");
        await scenario.StopAndAssertAsync();
        Assert.True(FailedRequests(load) == 0, string.Join('\n', Failures(load)));
    }

    [LongRunFact]
    public async Task A_rolling_restart_fails_no_request_behind_a_balancer()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        using var nginx = await Nginx.StartAsync(cluster.Addresses);
        var load = await scenario.LoadAsync([nginx.Address], Spread);

        var rounds = FaultRun.Times(1, 10);
        for (var i = 0; i < rounds; i++)
        {
            await RestartEachAsync(scenario, load);
        }

        scenario.Say($"{rounds} rolling restarts of {cluster.Silos.Count} silos behind nginx: {FailedRequests(load)} failed requests of {load.Replies[ReplyKind.Acknowledged]}");
        await scenario.StopAndAssertAsync();
        Assert.True(FailedRequests(load) == 0, string.Join('\n', [.. Failures(load), nginx.Errors]));
    }

    [LongRunFact]
    public async Task A_cluster_grows_from_one_silo_to_three_and_shrinks_again()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await Task.WhenAll(cluster.Silos.Skip(1).Select(silo => silo.TerminateAsync()));
        var load = await scenario.LoadAsync(cluster.Addresses, Spread);

        var rounds = FaultRun.Times(1, 10);
        for (var i = 0; i < rounds; i++)
        {
            await cluster.EnsureReadyAsync();
            load.UseNewBuckets();
            await scenario.PauseAsync(1, 3);
            foreach (var silo in cluster.Silos.Skip(1))
            {
                Assert.Equal(0, await silo.TerminateAsync());
            }

            await scenario.PauseAsync(0.5, 2);
        }

        scenario.Say($"{rounds} times from 1 silo to 3 and back to 1: {FailedRequests(load)} failed requests of {load.Replies[ReplyKind.Acknowledged]}");
        await scenario.StopAndAssertAsync();
        Assert.True(FailedRequests(load) == 0, string.Join('\n', Failures(load)));
    }

    private static long FailedRequests(LoadClient load) => load.Replies.Where(reply => IsFailure(reply.Key)).Sum(reply => reply.Value);

    private static IEnumerable<string> Failures(LoadClient load) => load.Replies
        .Where(reply => IsFailure(reply.Key))
        .Select(reply => string.Create(CultureInfo.InvariantCulture, $"{reply.Value} {reply.Key}"))
        .Concat(load.Rejections.Where(rejection => IsFailure(rejection.Kind)).Take(10)
            .Select(rejection => $"{rejection.Kind} after {rejection.Duration.TotalSeconds:0.00} s, {rejection.Detail}"));

    /// <summary>A refused connection is not: whoever meets it sends again, and nothing was sent before.</summary>
    private static bool IsFailure(ReplyKind kind) => kind is not (ReplyKind.Acknowledged or ReplyKind.NotConnected);

    private async Task RestartEachAsync(Scenario scenario, LoadClient load)
    {
        foreach (var silo in fixture.Cluster.Silos)
        {
            load.UseNewBuckets();
            await scenario.PauseAsync(0.5, 1.5);
            Assert.Equal(0, await silo.TerminateAsync());
            fixture.Cluster.AssertRunning(silo);
            await silo.EnsureReadyAsync();
        }
    }
}

using System.Diagnostics;
using Metrics.FaultTests.Load;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>What a cluster does where nothing is wrong with it but its work.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class ClusterTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Two_hundred_concurrent_points_over_three_silos_return_every_number_once()
    {
        await using var scenario = await fixture.BeginAsync();
        var clients = fixture.Cluster.Addresses.Select(address => new ApiClient(address, TimeSpan.FromSeconds(20))).ToArray();
        await clients[0].DefineAsync("two hundred");

        var replies = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(number => clients[number % clients.Length].AddAsync("two%20hundred", "one bucket", 1, returnValue: true)));

        Assert.Equal(Enumerable.Range(1, 200).Select(number => (decimal?)number), replies.Select(reply => reply.Value).Order());
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Many_points_in_each_of_many_requests_to_three_silos_return_every_number_once()
    {
        await using var scenario = await fixture.BeginAsync();
        var clients = fixture.Cluster.Addresses.Select(address => new ApiClient(address, TimeSpan.FromSeconds(20))).ToArray();
        await clients[0].DefineAsync("many");
        var keys = Enumerable.Range(0, 30).Select(number => $"key {number}").ToArray();

        var replies = await Task.WhenAll(Enumerable.Range(0, 90)
            .Select(number => clients[number % clients.Length].AddEachAsync("many", keys.Select(key => (key, 1m)))));

        Assert.All(keys, key => Assert.Equal(Enumerable.Range(1, 90).Select(number => (decimal?)number), replies.Select(reply => reply.ValueOf(key)).Order()));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task One_sum_that_does_not_fit_keeps_out_all_points_of_a_request_whichever_silos_their_buckets_are_in()
    {
        await using var scenario = await fixture.BeginAsync();
        var clients = fixture.Cluster.Addresses.Select(address => new ApiClient(address, TimeSpan.FromSeconds(20))).ToArray();
        await clients[0].DefineAsync("full");
        await clients[0].AddAsync("full", "key 17", decimal.MaxValue, returnValue: true);
        var points = Enumerable.Range(0, 30).Select(number => ($"key {number}", 1m)).ToArray();
        await clients[0].AddEachAsync("full", points.Where(point => point.Item1 != "key 17"));

        // Those of each silo at once, and again, when it knows where the buckets are.
        for (var i = 0; i < 2; i++)
        {
            var replies = await Task.WhenAll(clients.Select(client => client.AddEachAsync("full", points)));
            Assert.All(replies, reply => Assert.Equal("400", reply.Detail?[..3]));
            Assert.All(replies, reply => Assert.Contains("\"index\":17", reply.Detail, StringComparison.Ordinal));
        }

        var after = await clients[1].AddEachAsync("full", points.Select(point => (point.Item1, 0m)));
        Assert.All(points, point => Assert.Equal(point.Item1 == "key 17" ? decimal.MaxValue : 1, after.ValueOf(point.Item1)));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task No_healthy_silo_is_taken_for_dead_while_all_processors_are_busy()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await scenario.LoadAsync(cluster.Addresses);
        var before = await fixture.ReadMembershipAsync();
        var duration = FaultRun.Seconds(12, 180);

        // They end by themselves where nobody is left to end them.
        var compute = $"ulimit -t {(int)duration.TotalSeconds}; while :; do :; done";
        var burners = Enumerable.Range(0, Environment.ProcessorCount * 3).Select(_ => Process.Start("sh", ["-c", compute])).ToArray();
        try
        {
            await Task.Delay(duration);
        }
        finally
        {
            foreach (var burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }

        cluster.AssertRunning();
        var after = await fixture.ReadMembershipAsync();
        scenario.Say($"{burners.Length} processes that only compute, on {Environment.ProcessorCount} processors, for {duration.TotalSeconds} s: "
            + $"{after.Dead - before.Dead} silos declared dead, {after.Version - before.Version} suspicions");
        await scenario.StopAndAssertAsync();
        Assert.Equal(before.Dead, after.Dead);
    }
}

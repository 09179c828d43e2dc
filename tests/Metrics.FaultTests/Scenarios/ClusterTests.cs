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
    public async Task No_healthy_silo_is_taken_for_dead_while_all_processors_are_busy()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await scenario.LoadAsync(cluster.Addresses);
        var before = await ReadMembershipAsync();
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
        var after = await ReadMembershipAsync();
        scenario.Say($"{burners.Length} processes that only compute, on {Environment.ProcessorCount} processors, for {duration.TotalSeconds} s: "
            + $"{after.Dead - before.Dead} silos declared dead, {after.Version - before.Version} suspicions");
        await scenario.StopAndAssertAsync();
        Assert.Equal(before.Dead, after.Dead);
    }

    /// <summary>The version goes up with every change, be it that one silo suspects another; it takes two suspicions to declare one dead.</summary>
    private async Task<(long Dead, int Version)> ReadMembershipAsync() => (
        await fixture.QueryAsync<long>("SELECT count(*) FROM cluster_members WHERE status = 6"),
        await fixture.QueryAsync<int>("SELECT version FROM cluster_versions"));
}

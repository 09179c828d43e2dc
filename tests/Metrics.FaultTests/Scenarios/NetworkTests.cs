using System.Diagnostics;
using System.Net;
using Metrics.FaultTests.Support;
using Xunit.Abstractions;

namespace Metrics.FaultTests.Scenarios;

/// <summary>Cables that are pulled: silos that run on and cannot reach each other, or the database.</summary>
[Collection(NetworkScenarios.Name)]
public sealed class NetworkTests(NetworkFixture fixture)
{
    /// <summary>Long enough for the others to declare a silo dead, and for it to read that in the database.</summary>
    private static readonly TimeSpan TimeToLearn = TimeSpan.FromSeconds(30);

    [NetworkFact]
    public async Task A_silo_is_cut_off_from_the_others()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses);

        var windows = new List<TimeSpan>();
        var cuts = FaultRun.Times(1, 6);
        for (var i = 0; i < cuts; i++)
        {
            load.UseNewBuckets();
            await scenario.PauseAsync(0.5, 1.5);
            var place = scenario.Random.Between(1, cluster.Silos.Count);
            var victim = cluster.Silos[place - 1];
            var fault = Stopwatch.GetTimestamp();
            foreach (var other in Places.Where(other => other != place))
            {
                CutPair(place, other);
            }

            windows.AddRange(await scenario.WaitForRecoveryAsync(fault));
            Assert.True(await victim.WaitForEndAsync(TimeToLearn), $"{victim.Name} is cut off and goes on");
            cluster.AssertRunning(victim);
            foreach (var other in Places.Where(other => other != place))
            {
                MendPair(place, other);
            }

            await cluster.EnsureReadyAsync();
        }

        scenario.Say($"{cuts} times one silo of {cluster.Silos.Count} cut off from the others, which ended it; window per bucket: {Report.Distribution(windows)}");
        await scenario.StopAndAssertAsync();
    }

    [NetworkFact]
    public async Task A_silo_is_cut_off_from_the_database()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses);

        var (windows, after) = (new List<TimeSpan>(), new List<TimeSpan>());
        var cuts = FaultRun.Times(1, 6);
        for (var i = 0; i < cuts; i++)
        {
            load.UseNewBuckets();
            await scenario.PauseAsync(0.5, 1.5);
            var place = scenario.Random.Between(1, cluster.Silos.Count);
            var fault = Stopwatch.GetTimestamp();
            fixture.Network.Cut(place, fixture.Network.DatabaseAddress);
            await WaitForHealthAsync(cluster.Silos[place - 1], HttpStatusCode.ServiceUnavailable);
            await Task.Delay(FaultRun.Seconds(12, 30));
            fixture.Network.Mend(place, fixture.Network.DatabaseAddress);
            var mended = Stopwatch.GetTimestamp();
            windows.AddRange(await scenario.WaitForRecoveryAsync(fault));
            after.AddRange(load.WindowsSince(mended, TimeSpan.FromSeconds(0.7)));
            await WaitForHealthAsync(cluster.Silos[place - 1], HttpStatusCode.OK);
            cluster.AssertRunning();
        }

        scenario.Say($"{cuts} times one silo of {cluster.Silos.Count} cut off from the database; window per bucket: {Report.Distribution(windows)}; "
            + $"from when it reached it again: {Report.Distribution(after)}");
        await scenario.StopAndAssertAsync();
    }

    [NetworkFact]
    public async Task Two_silos_cannot_reach_each_other_and_the_third_reaches_both()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses);

        var after = new List<TimeSpan>();
        var cuts = FaultRun.Times(1, 6);
        for (var i = 0; i < cuts; i++)
        {
            load.UseNewBuckets();
            await scenario.PauseAsync(0.5, 1.5);
            var place = scenario.Random.Between(1, cluster.Silos.Count);
            var other = (place % cluster.Silos.Count) + 1;
            CutPair(place, other);
            await Task.Delay(FaultRun.Seconds(12, 30));
            MendPair(place, other);
            var mended = Stopwatch.GetTimestamp();
            after.AddRange(await scenario.WaitForRecoveryAsync(mended));
            await cluster.EnsureReadyAsync();
        }

        scenario.Say($"{cuts} times two silos of {cluster.Silos.Count} cut apart; window per bucket from when they reached each other again: {Report.Distribution(after)}");
        await scenario.StopAndAssertAsync();
    }

    private static IEnumerable<int> Places => Enumerable.Range(1, ClusterFixture.Silos);

    private void CutPair(int one, int other)
    {
        fixture.Network.Cut(one, fixture.Network.AddressOf(other));
        fixture.Network.Cut(other, fixture.Network.AddressOf(one));
    }

    private void MendPair(int one, int other)
    {
        fixture.Network.Mend(one, fixture.Network.AddressOf(other));
        fixture.Network.Mend(other, fixture.Network.AddressOf(one));
    }

    private static async Task WaitForHealthAsync(SiloProcess silo, HttpStatusCode status)
    {
        using var client = new HttpClient { BaseAddress = silo.Address };
        for (var start = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (response.StatusCode == status)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeToLearn, $"{silo.Name} is {response.StatusCode}, not {status}");
        }
    }
}

/// <summary>A cluster like that of the other scenarios, each silo in a network of its own.</summary>
public sealed class NetworkFixture(IMessageSink sink) : ClusterFixture(sink, Network.Obstacle is null ? new Network(Silos) : null), IAsyncLifetime
{
    internal new Network Network => base.Network!;

    /// <summary>Where there can be no networks no scenario runs, and nothing is started.</summary>
    Task IAsyncLifetime.InitializeAsync() => Network.Obstacle is null ? InitializeAsync() : Task.CompletedTask;
}

/// <summary>The scenarios follow each other.</summary>
[CollectionDefinition(Name)]
public sealed class NetworkScenarios : ICollectionFixture<NetworkFixture>
{
    public const string Name = "Three silos in networks of their own";
}

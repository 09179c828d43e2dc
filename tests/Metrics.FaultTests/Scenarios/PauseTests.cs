using System.Diagnostics;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>Silos that come back from the dead: others have taken over their buckets, and they know nothing of it.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class PauseTests(ClusterFixture fixture)
{
    [Fact]
    public async Task A_random_silo_stands_still_and_goes_on()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses);

        var (lost, waited) = (new List<TimeSpan>(), new List<TimeSpan>());
        var (pauses, ended) = (FaultRun.Times(2, 30), 0);
        for (var i = 0; i < pauses; i++)
        {
            load.UseNewBuckets();
            await scenario.PauseAsync(0.5, 1.5);
            var victim = cluster.Silos[scenario.Random.Between(0, cluster.Silos.Count - 1)];
            var isLong = i % 2 == 0;
            var pause = isLong ? FaultRun.Seconds(18, 30) : TimeSpan.FromMilliseconds(scenario.Random.Between(500, 10_000));

            var (dead, _) = await fixture.ReadMembershipAsync();
            var fault = Stopwatch.GetTimestamp();
            await victim.PauseAsync();
            if (isLong)
            {
                // While it stands still the others take over.
                lost.AddRange(await scenario.WaitForRecoveryAsync(fault));
            }

            if (pause - Stopwatch.GetElapsedTime(fault) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest);
            }

            await victim.ResumeAsync();
            if (!isLong)
            {
                waited.AddRange(await scenario.WaitForRecoveryAsync(fault));
            }

            if (await fixture.AssertEndsIfDeadAsync(victim, dead))
            {
                ended++;
            }

            cluster.AssertRunning(victim);
            await cluster.EnsureReadyAsync();
        }

        scenario.Say($"{pauses} SIGSTOPs of a random silo of {cluster.Silos.Count}, then SIGCONT; {ended} ended themselves because they were declared dead");
        scenario.Say($"failure window per bucket, silo stopped for long: {Report.Distribution(lost)}");
        scenario.Say($"failure window per bucket, silo stopped for 0.5 to 10 s: {Report.Distribution(waited)}");
        await scenario.StopAndAssertAsync();
    }
}

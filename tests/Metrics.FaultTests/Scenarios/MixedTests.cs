using Metrics.FaultTests.Load;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>All that changes values, at once, while silos are killed, stand still and restart, and the database loses its connections.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class MixedTests(ClusterFixture fixture)
{
    [Fact]
    public async Task Whatever_happens_at_once_a_bucket_holds_what_it_should()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        await using var load = new MixedLoad(scenario.Seed, cluster.Addresses);
        await load.StartAsync();

        var faults = FaultRun.Times(4, 80);
        for (var i = 0; i < faults; i++)
        {
            await scenario.PauseAsync(1, 3);
            var victim = cluster.Silos[scenario.Random.Between(0, cluster.Silos.Count - 1)];
            switch (i % 4)
            {
                case 0:
                    await victim.KillAsync();
                    break;
                case 1:
                    await fixture.QueryAsync<long>(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
                    break;
                case 2:
                    var (dead, _) = await fixture.ReadMembershipAsync();
                    await victim.PauseAsync();
                    await scenario.PauseAsync(0.5, 8);
                    await victim.ResumeAsync();
                    await fixture.AssertEndsIfDeadAsync(victim, dead);
                    break;
                default:
                    await victim.TerminateAsync();
                    break;
            }

            await cluster.EnsureReadyAsync();
        }

        var violations = await load.StopAndCheckAsync();
        scenario.Say($"{faults} faults; {load.Summary()}; {violations.Count} violations");
        Assert.True(violations.Count == 0, $"Seed {scenario.Seed}:\n{string.Join('\n', violations.Take(20))}");
    }
}

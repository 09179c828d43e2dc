using System.Diagnostics;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>Silos that end without a word.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class KillTests(ClusterFixture fixture)
{
    /// <summary>Every so many kills the process is started again at once, as a supervisor on the machine would do.</summary>
    private const int ReplacedAtOnce = 4;

    /// <summary>Every so many kills new buckets are used: a silo that has just started has none of the old ones.</summary>
    private const int NewBuckets = 3;

    [Fact]
    public async Task A_random_silo_is_killed_every_few_seconds()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var load = await scenario.LoadAsync(cluster.Addresses);

        var (gone, replaced) = (new List<TimeSpan>(), new List<TimeSpan>());
        var kills = FaultRun.Times(4, 200);
        for (var i = 1; i <= kills; i++)
        {
            if (i % NewBuckets == 0)
            {
                load.UseNewBuckets();
            }

            await scenario.PauseAsync(0.5, 1.5);
            var victim = cluster.Silos[scenario.Random.Between(0, cluster.Silos.Count - 1)];
            var isReplaced = i % ReplacedAtOnce == 0;
            var fault = Stopwatch.GetTimestamp();
            await victim.KillAsync();
            if (isReplaced)
            {
                victim.Start();
            }

            var windows = await scenario.WaitForRecoveryAsync(fault);
            (isReplaced ? replaced : gone).AddRange(windows);
            cluster.AssertRunning(victim);
            await cluster.EnsureReadyAsync();
            if (i % 25 == 0)
            {
                scenario.Say($"{i} SIGKILLs so far; {Report.Distribution(gone)}");
            }
        }

        scenario.Say($"{kills} SIGKILLs of a random silo of {cluster.Silos.Count}");
        scenario.Say($"failure window per bucket, silo gone: {Report.Distribution(gone)}");
        scenario.Say($"failure window per bucket, silo started again at once: {Report.Distribution(replaced)}");
        await scenario.StopAndAssertAsync();
    }
}

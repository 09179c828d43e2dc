using System.Diagnostics;
using System.Globalization;
using Metrics.FaultTests.Checking;
using Metrics.FaultTests.Load;
using Metrics.FaultTests.Support;

namespace Metrics.FaultTests.Scenarios;

/// <summary>A metric is deleted while points pour in, and a silo may be killed in the middle of it.</summary>
[Collection(ClusterScenarios.Name)]
public sealed class DeletionTests(ClusterFixture fixture)
{
    private const int Keys = 12;

    private static readonly string[] Tables = ["metric_buckets", "bucket_receipts", "idempotent_requests", "metric_keys", "metric_key_counts"];

    [Fact]
    public async Task A_deleted_metric_leaves_no_row_and_none_comes_back()
    {
        await using var scenario = await fixture.BeginAsync();
        var cluster = fixture.Cluster;
        var name = $"deleted-{scenario.Seed}";
        using var client = cluster.Client();
        var former = new List<long>();

        var rounds = FaultRun.Times(3, 40);
        for (var round = 1; round <= rounds; round++)
        {
            var id = await client.DefineAsync(name);
            Assert.DoesNotContain(id, former);
            foreach (var key in Enumerable.Range(0, Keys))
            {
                Assert.Equal(0, await client.ReadAsync(name, KeyOf(key)));
            }

            await PourAndDeleteAsync(scenario, client, name, id, kill: round % 3 == 0);
            former.Add(id);
            await AssertNothingLeftAsync(former);
        }

        // Whatever was still on its way has arrived by now: grains are gone, requests have timed out.
        await Task.Delay(FaultRun.Seconds(2, 15));
        await AssertNothingLeftAsync(former);
        scenario.Say($"{rounds} deletions while points poured in, {rounds / 3} of them with a SIGKILL of a silo: no row left");
    }

    private async Task PourAndDeleteAsync(Scenario scenario, ApiClient client, string name, long id, bool kill)
    {
        var cluster = fixture.Cluster;
        using var stop = new CancellationTokenSource();
        var (accepted, notFound, surprises) = (0L, 0L, new System.Collections.Concurrent.ConcurrentQueue<string>());
        var deleted = long.MaxValue;
        var senders = Task.WhenAll(Enumerable.Range(0, Keys * cluster.Silos.Count).Select(number => Task.Run(() => PourAsync(number))));
        await scenario.PauseAsync(0.5, 1);

        var victim = kill ? cluster.Silos[scenario.Random.Between(1, cluster.Silos.Count - 1)] : null;
        var deletion = DeleteAsync(client, name);
        if (victim is not null)
        {
            await scenario.PauseAsync(0, 0.05);
            await victim.KillAsync();
        }

        await deletion;
        Interlocked.Exchange(ref deleted, Stopwatch.GetTimestamp());
        await scenario.PauseAsync(0.3, 0.6);
        await stop.CancelAsync();
        await senders;
        await cluster.EnsureReadyAsync();
        scenario.Say(string.Create(CultureInfo.InvariantCulture, $"metric {id} deleted: {accepted} points before, {notFound} answered with 404"));
        Assert.Empty(surprises);
        Assert.NotEqual(0, accepted);
        Assert.NotEqual(0, notFound);

        async Task PourAsync(int number)
        {
            // Some name the metric, some know its id; some have a key.
            using var own = new ApiClient(cluster.Silos[number % cluster.Silos.Count].Address, TimeSpan.FromSeconds(12));
            var metric = number % 2 == 0 ? name : id.ToString(CultureInfo.InvariantCulture);
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var reply = await own.AddAsync(metric, KeyOf(number % Keys), 1, number % 3 == 0, number % 4 == 0 ? $"{id}-{number}-{i}" : null);
                switch (reply)
                {
                    case { Kind: ReplyKind.Acknowledged } when start > Interlocked.Read(ref deleted):
                        surprises.Enqueue($"{metric} was deleted, and a point sent after that was acknowledged");
                        break;
                    case { Kind: ReplyKind.Acknowledged }:
                        Interlocked.Increment(ref accepted);
                        break;
                    case { Kind: ReplyKind.NotFound }:
                        Interlocked.Increment(ref notFound);
                        break;
                    case { Kind: ReplyKind.Unexpected }:
                        surprises.Enqueue(reply.ToString());
                        break;
                    case { Outcome: Outcome.Unknown or Outcome.Refused }:
                        await Task.Delay(20);
                        break;
                }
            }
        }
    }

    /// <summary>Deletes, and where the answer is lost asks again: 404 says that it is done.</summary>
    private static async Task DeleteAsync(ApiClient client, string name)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await client.DeleteAsync(name);
            if (reply.Kind is ReplyKind.Acknowledged || (tries > 1 && reply.Kind is ReplyKind.NotFound))
            {
                return;
            }

            Assert.True(
                tries < 60 && reply.Kind is ReplyKind.Unavailable or ReplyKind.NotConnected or ReplyKind.TimedOut or ReplyKind.Broken,
                $"The deletion is answered with {reply}");
            await Task.Delay(200);
        }
    }

    private async Task AssertNothingLeftAsync(IReadOnlyList<long> ids)
    {
        var list = string.Join(", ", ids);
        foreach (var table in Tables)
        {
            // After a lost answer the purge may still be under way: it is finished by whoever takes over.
            var start = Stopwatch.GetTimestamp();
            long rows;
            while ((rows = await fixture.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE metric_id IN ({list})")) > 0)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{rows} rows are left in {table}");
                await Task.Delay(100);
            }
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number}");
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Orleans.Configuration;

namespace Metrics.Tests.Storage;

public sealed class SqliteControlPlaneTests : ControlPlaneContract
{
    // With connections that stay open: where the last one closes, the log goes, and whoever opens meanwhile finds the file locked.
    private readonly SqliteDatabase _database = new();

    [Fact]
    public async Task States_are_written_between_commits_that_follow_one_another()
    {
        const int MinWrites = 20;
        var storage = new SqliteGrainStorage(Storage, _database.File);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var commits = 0;

        // The queue of the writer is never empty meanwhile.
        async Task CommitAsync(long metric)
        {
            for (var version = 0L; !stop.IsCancellationRequested; version++)
            {
                var key = new BucketKey(metric, NodaTime.Instant.FromUnixTimeSeconds(version * 3600), "");
                Assert.Equal([WriteOutcome.Written], await _database.Buckets.CommitAsync([new BucketRow(key, new Aggregate { Count = 1, Sum = 1 }, 0, [])]));
                Interlocked.Increment(ref commits);
                begun.TrySetResult();
            }
        }

        var committing = Enumerable.Range(1, 4).Select(metric => CommitAsync(metric)).ToArray();
        await begun.Task;
        var before = Volatile.Read(ref commits);

        // On a machine with other work none of those that commit may have had a thread meanwhile.
        var writes = 0;
        for (; writes < MinWrites || Volatile.Read(ref commits) == before; writes++)
        {
            await storage.WriteStateAsync("state", GrainId.Create("test", $"o|turn {writes}"), new GrainState<string>($"{writes}"));
        }

        var meanwhile = Volatile.Read(ref commits) - before;
        await stop.CancelAsync();
        await Task.WhenAll(committing);

        // Each write waits for a commit or two. Whoever only tries again and again sees some dozens go by, where he gets in at all.
        Assert.InRange(meanwhile, 1, 5 * writes);
    }

    public override async Task DisposeAsync() => await _database.DisposeAsync();

    protected override void Configure(AdoNetGrainStorageOptions options)
    {
        options.Invariant = "System.Data.SQLite";
        options.ConnectionString = _database.File.ConnectionString;
    }
}

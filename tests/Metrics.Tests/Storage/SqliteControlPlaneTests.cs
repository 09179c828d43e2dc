using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Orleans.Configuration;
using Orleans.Storage;

namespace Metrics.Tests.Storage;

public sealed class SqliteControlPlaneTests : ControlPlaneContract
{
    // With connections that stay open: where the last one closes, the log goes, and whoever opens meanwhile finds the file locked.
    private readonly SqliteDatabase _database = new();

    [Fact]
    public async Task States_are_written_between_commits_that_follow_one_another()
    {
        const int MinWrites = 20;
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var (commits, commitsAtEnd) = (0, 0);
        var storage = new SqliteGrainStorage(new Observed(Storage, () => commitsAtEnd = Volatile.Read(ref commits)), _database.File);

        // The queue of the writer is never empty meanwhile.
        async Task CommitAsync(long metric)
        {
            for (var version = 0L; !stop.IsCancellationRequested; version++)
            {
                var key = new BucketKey(metric, NodaTime.Instant.FromUnixTimeSeconds(version * 3600), "");
                Assert.Equal([WriteOutcome.Written], await _database.Buckets.CommitAsync([new BucketRow(key, new Aggregate { Count = 1, Sum = 1 }, 0)]));
                Interlocked.Increment(ref commits);
                begun.TrySetResult();
            }
        }

        var committing = Enumerable.Range(1, 4).Select(metric => CommitAsync(metric)).ToArray();
        await begun.Task;

        // On a machine with other work none of those that commit may have had a thread meanwhile.
        var (writes, meanwhile) = (0, 0);
        for (; writes < MinWrites || meanwhile == 0; writes++)
        {
            // What counts is what goes before the write, not what goes on after it until this test has a thread again.
            var before = Volatile.Read(ref commits);
            await storage.WriteStateAsync("state", GrainId.Create("test", $"o|turn {writes}"), new GrainState<string>($"{writes}"));
            meanwhile += commitsAtEnd - before;
        }

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

    /// <summary>Tells when a state has been written, while it is still the turn of the one who wrote it.</summary>
    private sealed class Observed(IGrainStorage inner, Action onWritten) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await inner.WriteStateAsync(stateName, grainId, grainState);
            onWritten();
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ClearStateAsync(stateName, grainId, grainState);
    }
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Sqlite;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace Metrics.Tests.Storage;

public sealed class SqliteControlPlaneTests : ControlPlaneContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteFile _file;

    // As in a service, whose pool keeps connections: where the last one closes, the log goes, and whoever opens meanwhile finds the file locked.
    private readonly SqliteConnection _kept;

    public SqliteControlPlaneTests()
    {
        _file = new SqliteFile($"Data Source={_folder.File("metrics.db")};Pooling=False");
        new SchemaMigrator(new SqliteSchema(_file), NullLogger<SchemaMigrator>.Instance).Migrate();
        _kept = _file.Open();
    }

    [Fact]
    public async Task States_are_written_between_commits_that_follow_one_another()
    {
        const int MinWrites = 20;
        await using var buckets = new SqliteBuckets(_file, TimeProvider.System);
        var storage = new SqliteGrainStorage(Storage, _file);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var commits = 0;

        // The queue of the writer is never empty meanwhile.
        async Task CommitAsync(long metric)
        {
            for (var version = 0L; !stop.IsCancellationRequested; version++)
            {
                var key = new BucketKey(metric, NodaTime.Instant.FromUnixTimeSeconds(version * 3600), "");
                Assert.Equal([WriteOutcome.Written], await buckets.CommitAsync([new BucketRow(key, new Aggregate { Count = 1, Sum = 1 }, 0, [])]));
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

    public override Task DisposeAsync()
    {
        _kept.Dispose();
        _file.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    protected override void Configure(AdoNetGrainStorageOptions options)
    {
        options.Invariant = "System.Data.SQLite";
        options.ConnectionString = _file.ConnectionString;
    }
}

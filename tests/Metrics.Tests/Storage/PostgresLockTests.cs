using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>Statements that wait for a lock of another transaction, and what becomes of them where they wait in vain.</summary>
public sealed class PostgresLockTests(PostgresDatabase database) : PostgresProxyTests(database)
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task An_attempt_that_the_server_still_runs_is_recognised_by_the_next_one(long version, bool hasReceipt)
    {
        await Buckets.CommitAsync(version == 0 ? [] : [Row("k", 1)]);

        // The gate that a purge would take holds the first attempt up in the server, and the second one behind it.
        await using var gate = await Database.HoldAsync($"SELECT pg_advisory_xact_lock({PostgresLocks.Deletion})");

        Proxy.CutNext(Cut.WhileTheServerWorks);
        var commit = Buckets.CommitAsync([Row("k", 2, version, hasReceipt ? [Receipt] : [])]);
        await Database.WaitForWaitersAsync(2);
        await gate.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written], await commit);
        Assert.Equal([(2m, version + 1)], await FindAsync("k"));
    }

    [Fact]
    public async Task What_was_written_is_not_asked_about_again_when_the_answer_about_the_others_is_lost()
    {
        await Buckets.CommitAsync([Row("a", 1), Row("stale", 1)]);

        // Holds up who decides about the stale row, but not the update before, which does not want a row of that version.
        await using var other = await Database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {Metric} AND key = 'stale' FOR UPDATE");

        var commit = Buckets.CommitAsync([Row("a", 2, 1), Row("stale", 9, 5)]);
        await Database.WaitForWaitersAsync(1);
        Assert.Equal([WriteOutcome.Written], await Database.Buckets.CommitAsync([Row("a", 3, 2)]));
        await Database.EndWaitersAsync();
        await other.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Unknown], await commit);
        Assert.Equal([(3m, 3), (1m, 1)], await FindAsync("a", "stale"));
    }

    [Fact]
    public async Task What_is_written_is_told_where_the_database_does_not_tell_of_the_others()
    {
        await Buckets.CommitAsync([Row("a", 1), Row("stale", 1)]);
        await using var other = await Database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {Metric} AND key = 'stale' FOR UPDATE");

        var commit = PostgresDatabase.CreateBuckets(Pools, TimeSpan.Zero).CommitAsync([Row("a", 2, 1), Row("new", 1), Row("stale", 9, 5)]);
        await Database.WaitForWaitersAsync(1);
        await Database.EndWaitersAsync();
        await other.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown], await commit);
        Assert.Equal([(2m, 2), (1m, 1), (1m, 1)], await FindAsync("a", "new", "stale"));
    }

    [Fact]
    public async Task A_row_that_is_not_new_is_not_waited_for_by_who_takes_it_for_new()
    {
        await Buckets.CommitAsync([Row("k", 1)]);
        await using var change = await Database.HoldAsync($"UPDATE metric_buckets SET version = 2 WHERE metric_id = {Metric} AND key = 'k'");

        var isWritten = await new PostgresBucketWriter(Pools.Data)
            .WriteExpectedAsync([Row("k", 9), Row("new", 1)], Guid.NewGuid(), Start).WaitAsync(TimeSpan.FromSeconds(20));
        await change.ReleaseAsync();

        Assert.Equal([false, true], isWritten);
    }

    [Fact]
    public async Task Batches_that_are_decided_about_row_by_row_do_not_wait_for_each_other_in_a_circle()
    {
        await Buckets.CommitAsync([Row("a", 1), Row("b", 1), Row("c", 1)]);
        var writer = new PostgresBucketWriter(Pools.Data);
        await using var other = await Database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {Metric} AND key = 'c' FOR UPDATE");

        // Both want the last row. The one cannot write the row in the middle, and looks at it once more; the other can.
        var one = writer.DecideAsync([Row("a", 2, 1), Row("b", 2, 5), Row("c", 2, 1)], Guid.NewGuid(), Start);
        await Database.WaitForWaitersAsync(1);
        var another = writer.DecideAsync([Row("b", 3, 1), Row("c", 3, 1)], Guid.NewGuid(), Start);
        await Database.WaitForWaitersAsync(2);
        await other.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Conflict, WriteOutcome.Written], await one);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Conflict], await another);
        Assert.Equal([(2m, 2), (3m, 2), (2m, 2)], await FindAsync("a", "b", "c"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batches_do_not_wait_for_each_other_in_a_circle_where_a_row_comes_into_being_meanwhile(bool isExpected)
    {
        await Buckets.CommitAsync([Row("seed", 1)]);
        var writer = new PostgresBucketWriter(Pools.Data);
        await using var other = await Database.HoldAsync($"""
            INSERT INTO metric_buckets (metric_id, bucket_start, key, count, sum, version, batch_id, updated_at)
            SELECT metric_id, bucket_start, 'b', count, sum, version, batch_id, updated_at FROM metric_buckets WHERE metric_id = {Metric} AND key = 'seed'
            """);

        // The one has inserted its first row, waits for its second, and does not see its third, which the other batch knows.
        var one = writer.WriteExpectedAsync([Row("a", 1), Row("b", 1), Row("c", 1)], Guid.NewGuid(), Start);
        await Database.WaitForWaitersAsync(1);
        await Database.Buckets.CommitAsync([Row("c", 2)]);
        BucketRow[] rows = [Row("a", 3), Row("c", 3, 1)];
        var another = isExpected ? writer.WriteExpectedAsync(rows, Guid.NewGuid(), Start) : DecideAsync();
        await Database.WaitForWaitersAsync(2);
        await other.ReleaseAsync();

        Assert.Equal([true, true, false], await one);
        Assert.Equal([false, true], await another);
        Assert.Equal([(1m, 1), (1m, 1), (3m, 2)], await FindAsync("a", "b", "c"));

        async Task<IReadOnlyList<bool>> DecideAsync() =>
            [.. (await writer.DecideAsync(rows, Guid.NewGuid(), Start)).Select(outcome => outcome == WriteOutcome.Written)];
    }

    [Fact]
    public async Task An_import_and_a_batch_do_not_wait_for_each_other_in_a_circle()
    {
        await Buckets.CommitAsync([Row("c", 1), Row("seed", 1)]);
        await using var other = await Database.HoldAsync($"""
            INSERT INTO metric_buckets (metric_id, bucket_start, key, count, sum, version, batch_id, updated_at)
            SELECT metric_id, bucket_start, 'k', count, sum, version, batch_id, updated_at FROM metric_buckets WHERE metric_id = {Metric} AND key = 'seed'
            """);

        // The batch has inserted its first row and waits for its second; the import wants the first, and a row that the batch changes after that.
        var batch = new PostgresBucketWriter(Pools.Data).WriteExpectedAsync([Row("c", 2, 1), Row("j", 1), Row("k", 1)], Guid.NewGuid(), Start);
        await Database.WaitForWaitersAsync(1);
        var import = new PostgresReplacement(Pools.Data).ReplaceAsync([Row("c", 9), Row("j", 9)], Guid.NewGuid(), Start);
        await Database.WaitForWaitersAsync(2);
        await other.ReleaseAsync();

        Assert.Equal([true, true, true], await batch);
        Assert.True(await import);
        Assert.Equal([(9m, 1), (9m, 1), (1m, 1)], await FindAsync("c", "j", "k"));
    }

    [Fact]
    public async Task The_same_batch_delivered_again_while_it_is_decided_about_counts_once()
    {
        await Buckets.CommitAsync([Row("a", 1), Row("b", 1)]);
        var writer = new PostgresBucketWriter(Pools.Data);
        await using var other = await Database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {Metric} AND key = 'b' FOR UPDATE");
        BucketRow[] rows = [Row("a", 2, 1), Row("b", 2, 1), Row("new", 1)];
        var batch = Guid.NewGuid();

        var first = writer.DecideAsync(rows, batch, Start);
        await Database.WaitForWaitersAsync(1);
        var second = writer.DecideAsync(rows, batch, Start);
        await Database.WaitForWaitersAsync(2);
        await other.ReleaseAsync();

        WriteOutcome[] written = [WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Written];
        Assert.Equal(written, await first);
        Assert.Equal(written, await second);
        Assert.Equal([(2m, 2), (2m, 2), (1m, 1)], await FindAsync("a", "b", "new"));
    }

    [Fact]
    public async Task Who_deletes_a_metric_does_not_hold_up_writers_behind_one_that_does_not_end()
    {
        await using var writer = await Database.HoldAsync($"SELECT pg_advisory_xact_lock_shared({PostgresLocks.Deletion})");

        var deletion = PostgresDatabase.CreateBuckets(Pools, TimeSpan.FromMinutes(1)).MarkDeletedAsync(Metric);
        await Database.WaitForWaitersAsync(1);
        var elsewhere = Row("k", 1) with { Key = Row("k", 1).Key with { MetricId = NewMetric() } };
        Assert.Equal([WriteOutcome.Written], await Database.Buckets.CommitAsync([elsewhere]));
        await writer.ReleaseAsync();

        await deletion;
        Assert.Equal([WriteOutcome.MetricDeleted], await Buckets.CommitAsync([Row("k", 1)]));
    }

    [Fact]
    public Task Metrics_that_are_purged_leave_room_for_points() => AssertLeavesRoomAsync((buckets, metric) => buckets.PurgeAsync(metric));

    [Fact]
    public Task Deletions_leave_room_for_points() => AssertLeavesRoomAsync((buckets, metric) =>
        buckets.DeleteAsync(new BucketRange(metric, Start, Start + Duration.FromDays(1), [])));

    [Fact]
    public Task Imports_leave_room_for_points()
    {
        BucketArchive? archive = null;
        return AssertLeavesRoomAsync((buckets, metric) =>
        {
            archive ??= new BucketArchive(buckets, PostgresDatabase.CreateQueries(Pools));
            return archive.ReplaceAsync([new StoredBucket(new BucketKey(metric, Start, "k"), Row("k", 2).Aggregate)]);
        });
    }

    /// <summary>Begins something with each of many metrics, none of which ends, and adds a point to another one meanwhile.</summary>
    private async Task AssertLeavesRoomAsync(Func<PostgresBuckets, long, Task> begin)
    {
        using var pools = new PostgresPools(PostgresServer.Shared.ConnectionString(Database.Name) + ";Maximum Pool Size=3");
        var buckets = PostgresDatabase.CreateBuckets(pools);
        var metrics = Enumerable.Range(0, 50).Select(_ => NewMetric()).ToList();
        await buckets.CommitAsync([.. metrics.Select(metric => Row("k", 1) with { Key = new BucketKey(metric, Start, "k") })]);
        await using var rows = await Database.HoldAsync("SELECT 1 FROM metric_buckets WHERE key = 'k' FOR UPDATE");

        var begun = metrics.ConvertAll(metric => begin(buckets, metric));
        await Database.WaitForWaitersAsync(2);
        Assert.Equal([WriteOutcome.Written], await buckets.CommitAsync([Row("point", 1)]));

        await rows.ReleaseAsync();
        await Task.WhenAll(begun);
    }
}

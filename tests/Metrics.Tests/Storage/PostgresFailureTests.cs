using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using NodaTime;
using Npgsql;

namespace Metrics.Tests.Storage;

/// <summary>Connections that are lost at the worst moment: nothing is lost with them and nothing is counted twice.</summary>
public sealed class PostgresFailureTests : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric;

    private readonly PostgresDatabase _database;
    private readonly CuttingProxy _proxy = new(PostgresServer.Shared.Port);
    private readonly PostgresPools _pools;
    private readonly PostgresBuckets _buckets;
    private readonly long _metric = Interlocked.Increment(ref s_lastMetric);

    public PostgresFailureTests(PostgresDatabase database)
    {
        _database = database;
        _pools = new PostgresPools(PostgresServer.Shared.ConnectionString(database.Name, _proxy.Port));
        _buckets = PostgresDatabase.CreateBuckets(_pools);
    }

    /// <summary>Opens a connection and prepares the statements, so that the next request is the batch itself.</summary>
    public async Task InitializeAsync()
    {
        await _buckets.CommitAsync([Row("warm up", 1, 0, Receipt), Row("warm up, known", 1)]);
        await _buckets.CommitAsync([Row("warm up, known", 1, 1), Row("warm up, new", 1)]);
        await _buckets.ClaimAsync([new IdempotentRequest(_metric, "warm up", "hash", Start)]);
        await _buckets.ReadAsync([Row("warm up", 0).Key]);
    }

    public Task DisposeAsync()
    {
        _pools.Dispose();
        _proxy.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.WhileTheServerWorks)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task A_lost_connection_neither_loses_a_batch_nor_writes_it_twice(Cut moment)
    {
        await _buckets.CommitAsync([Row("known", 1)]);
        _proxy.CutNext(moment);

        var outcomes = await _buckets.CommitAsync([Row("known", 2, 1, Receipt), Row("new", 1, 0, Receipt), Row("stale", 9, 5)]);

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown], outcomes);
        Assert.Equal([(2m, 2), (1m, 1), null], await FindAsync("known", "new", "stale"));
        Assert.Equal([Receipt, Receipt], await _buckets.FindReceiptsAsync([new(Row("known", 0).Key, "request"), new(Row("new", 0).Key, "request")]));
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.WhileTheServerWorks)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task Nor_does_it_where_there_are_no_receipts(Cut moment)
    {
        await _buckets.CommitAsync([Row("known", 1), Row("there", 1)]);
        _proxy.CutNext(moment);

        var outcomes = await _buckets.CommitAsync([Row("known", 2, 1), Row("new", 1), Row("stale", 9, 5), Row("there", 9)]);

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown, WriteOutcome.Unknown], outcomes);
        Assert.Equal([(2m, 2), (1m, 1), null, (1m, 1)], await FindAsync("known", "new", "stale", "there"));
    }

    [Fact]
    public async Task What_was_written_is_not_asked_about_again_when_the_answer_about_the_others_is_lost()
    {
        await _buckets.CommitAsync([Row("a", 1), Row("stale", 1)]);

        // Holds up who decides about the stale row, but not the update before, which does not want a row of that version.
        await using var other = await _database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {_metric} AND key = 'stale' FOR UPDATE");

        var commit = _buckets.CommitAsync([Row("a", 2, 1), Row("stale", 9, 5)]);
        await _database.WaitForWaitersAsync(1);
        Assert.Equal([WriteOutcome.Written], await _database.Buckets.CommitAsync([Row("a", 3, 2)]));
        await _database.EndWaitersAsync();
        await other.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Unknown], await commit);
        Assert.Equal([(3m, 3), (1m, 1)], await FindAsync("a", "stale"));
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task A_lost_connection_does_not_change_who_claimed_first(Cut moment)
    {
        var first = new IdempotentRequest(_metric, "request", "hash", Start);
        _proxy.CutNext(moment);

        Assert.Equal([first], await _buckets.ClaimAsync([first]));

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal([first], await _buckets.ClaimAsync([first with { BodyHash = "another hash" }]));
    }

    [Fact]
    public async Task A_deletion_whose_answer_is_lost_is_not_repeated_upon_what_came_since()
    {
        var range = new BucketRange(_metric, Start, Start + Duration.FromDays(1), []);
        await _buckets.DeleteAsync(range);
        await _buckets.CommitAsync([Row("k", 1)]);
        _proxy.CutNext(Cut.AfterTheCommit, meanwhile: () => _database.Buckets.CommitAsync([Row("k", 2)]));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _buckets.DeleteAsync(range));

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal([(2m, 1)], await FindAsync("k"));
    }

    [Fact]
    public async Task An_import_whose_answer_is_lost_is_not_repeated_upon_what_came_since()
    {
        await _buckets.ReplaceAsync([Row("warm up", 1)]);
        _proxy.CutNext(Cut.AfterTheCommit, meanwhile: () => _database.Buckets.CommitAsync([Row("k", 3, 1)]));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _buckets.ReplaceAsync([Row("k", 1)]));

        Assert.Equal(1, _proxy.Cuts);
        Assert.Equal([(3m, 2)], await FindAsync("k"));
    }

    [Fact]
    public async Task What_is_written_is_told_where_the_database_does_not_tell_of_the_others()
    {
        await _buckets.CommitAsync([Row("a", 1), Row("stale", 1)]);
        await using var other = await _database.HoldAsync($"SELECT 1 FROM metric_buckets WHERE metric_id = {_metric} AND key = 'stale' FOR UPDATE");

        var commit = PostgresDatabase.CreateBuckets(_pools, TimeSpan.Zero).CommitAsync([Row("a", 2, 1), Row("new", 1), Row("stale", 9, 5)]);
        await _database.WaitForWaitersAsync(1);
        await _database.EndWaitersAsync();
        await other.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown], await commit);
        Assert.Equal([(2m, 2), (1m, 1), (1m, 1)], await FindAsync("a", "new", "stale"));
    }

    [Fact]
    public async Task Who_deletes_a_metric_does_not_hold_up_writers_behind_one_that_does_not_end()
    {
        await using var writer = await _database.HoldAsync($"SELECT pg_advisory_xact_lock_shared({PostgresLocks.Deletion})");

        var deletion = PostgresDatabase.CreateBuckets(_pools, TimeSpan.FromMinutes(1)).MarkDeletedAsync(_metric);
        await _database.WaitForWaitersAsync(1);
        var elsewhere = Row("k", 1) with { Key = Row("k", 1).Key with { MetricId = Interlocked.Increment(ref s_lastMetric) } };
        Assert.Equal([WriteOutcome.Written], await _database.Buckets.CommitAsync([elsewhere]));
        await writer.ReleaseAsync();

        await deletion;
        Assert.Equal([WriteOutcome.MetricDeleted], await _buckets.CommitAsync([Row("k", 1)]));
    }

    [Fact]
    public async Task A_server_whose_name_does_not_resolve_is_one_that_does_not_answer()
    {
        // No part of a name is longer than 63 characters, so nobody is asked for it.
        using var nowhere = new PostgresPools($"Host={new string('x', 64)}.test;Username=u");
        var archive = new BucketArchive(PostgresDatabase.CreateBuckets(nowhere, TimeSpan.Zero), PostgresDatabase.CreateQueries(nowhere));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => archive.ReplaceAsync([new StoredBucket(Row("k", 1).Key, Row("k", 1).Aggregate)]));
    }

    [Fact]
    public async Task A_lost_connection_does_not_fail_a_read()
    {
        _proxy.CutNext(Cut.AfterTheCommit);

        Assert.Equal([(1m, 1)], await FindAsync("warm up"));

        Assert.Equal(1, _proxy.Cuts);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task An_attempt_that_the_server_still_runs_is_recognised_by_the_next_one(long version, bool hasReceipt)
    {
        await _buckets.CommitAsync(version == 0 ? [] : [Row("k", 1)]);

        // The gate that a purge would take holds the first attempt up in the server, and the second one behind it.
        await using var gate = await _database.HoldAsync($"SELECT pg_advisory_xact_lock({PostgresLocks.Deletion})");

        _proxy.CutNext(Cut.WhileTheServerWorks);
        var commit = _buckets.CommitAsync([Row("k", 2, version, hasReceipt ? [Receipt] : [])]);
        await _database.WaitForWaitersAsync(2);
        await gate.ReleaseAsync();

        Assert.Equal([WriteOutcome.Written], await commit);
        Assert.Equal([(2m, version + 1)], await FindAsync("k"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Where_the_answer_is_lost_and_another_writer_went_on_nobody_knows(long version)
    {
        await _buckets.CommitAsync(version == 0 ? [] : [Row("k", 1)]);
        var clock = new HeldTimers();
        _proxy.CutNext(Cut.AfterTheCommit);

        var commit = PostgresDatabase.CreateBuckets(_pools, time: clock).CommitAsync([Row("k", 2, version)]);
        await clock.IsWaiting;
        Assert.Equal([WriteOutcome.Written], await _database.Buckets.CommitAsync([Row("k", 3, version + 1)]));
        clock.Release();

        Assert.Equal([WriteOutcome.Unknown], await commit);
        Assert.Equal([(3m, version + 2)], await FindAsync("k"));
    }

    [Fact]
    public async Task A_row_that_is_not_new_is_not_waited_for_by_who_takes_it_for_new()
    {
        await _buckets.CommitAsync([Row("k", 1)]);
        await using var change = await _database.HoldAsync($"UPDATE metric_buckets SET version = 2 WHERE metric_id = {_metric} AND key = 'k'");

        var isWritten = await new PostgresBucketWriter(_pools.Data)
            .WriteExpectedAsync([Row("k", 9), Row("new", 1)], Guid.NewGuid(), Start).WaitAsync(TimeSpan.FromSeconds(20));
        await change.ReleaseAsync();

        Assert.Equal([false, true], isWritten);
    }

    [Fact]
    public async Task The_same_batch_delivered_twice_counts_once()
    {
        var writer = new PostgresBucketWriter(_pools.Data);
        BucketRow[] rows = [Row("a", 1, 0, Receipt), Row("b", 1)];
        var batch = Guid.NewGuid();

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Conflict, WriteOutcome.Conflict], await writer.DecideAsync(rows, Guid.NewGuid(), Start));

        Assert.Equal([(1m, 1), (1m, 1)], await FindAsync("a", "b"));
    }

    [Fact]
    public async Task The_same_batch_of_rows_as_they_are_known_delivered_twice_counts_once()
    {
        var writer = new PostgresBucketWriter(_pools.Data);
        await _buckets.CommitAsync([Row("a", 1)]);
        BucketRow[] rows = [Row("a", 2, 1, Receipt), Row("b", 1, 0, Receipt)];
        var batch = Guid.NewGuid();

        Assert.Equal([true, true], await writer.WriteExpectedAsync(rows, batch, Start));
        Assert.Equal([false, false], await writer.WriteExpectedAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written], await writer.DecideAsync(rows, batch, Start));
        Assert.Equal([WriteOutcome.Conflict, WriteOutcome.Conflict], await writer.DecideAsync(rows, Guid.NewGuid(), Start));

        Assert.Equal([(2m, 2), (1m, 1)], await FindAsync("a", "b"));
    }

    [Fact]
    public async Task A_batch_delivered_again_after_another_one_is_a_conflict()
    {
        var writer = new PostgresBucketWriter(_pools.Data);
        var batch = Guid.NewGuid();
        Assert.Equal([true], await writer.WriteExpectedAsync([Row("a", 1)], batch, Start));
        Assert.Equal([true], await writer.WriteExpectedAsync([Row("a", 2, 1)], Guid.NewGuid(), Start));

        Assert.Equal([false], await writer.WriteExpectedAsync([Row("a", 1)], batch, Start));
        Assert.Equal([WriteOutcome.Conflict], await writer.DecideAsync([Row("a", 1)], batch, Start));

        Assert.Equal([(2m, 2)], await FindAsync("a"));
    }

    [Fact]
    public async Task Increments_are_exact_while_the_server_throws_its_clients_out()
    {
        const int increments = 300;
        using var progress = new SemaphoreSlim(0);
        var killer = Task.Run(() => KillAsync(progress, kills: increments / 3));

        for (var count = 0; count < increments; count++)
        {
            Assert.Equal([WriteOutcome.Written], await _buckets.CommitAsync([Row("k", count + 1, count)]));
            progress.Release();
        }

        Assert.True(await killer > 0);
        Assert.Equal([(increments, increments)], await FindAsync("k"));
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_the_batch_when_time_is_up()
    {
        using var nowhere = new PostgresPools(PostgresServer.Shared.ConnectionString(_database.Name, FreePort.Next()));
        var clock = new JumpingClock();
        var buckets = PostgresDatabase.CreateBuckets(nowhere, TimeSpan.FromSeconds(10), clock);

        await Assert.ThrowsAsync<NpgsqlException>(() => buckets.CommitAsync([Row("k", 1)]));

        // It does not begin to wait for what would come too late: the longest of its pauses is four tenths of a second.
        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(9.6), TimeSpan.FromSeconds(10));
    }

    private static Receipt Receipt { get; } = new("request", 1, Start);

    private BucketRow Row(string key, decimal sum, long version = 0, params IReadOnlyList<Receipt> receipts) =>
        new(new BucketKey(_metric, Start, key), new Aggregate { Count = 1, Sum = sum }, version, receipts);

    private async Task<IEnumerable<(decimal, long)?>> FindAsync(params IEnumerable<string> keys)
    {
        var rows = await _buckets.ReadAsync([.. keys.Select(key => Row(key, 0).Key)]);
        return rows.Select(row => row is null ? ((decimal, long)?)null : (row.Aggregate.Sum!.Value, row.Version));
    }

    /// <summary>
    /// Ends the connections for data, as an administrator would, while commits are under way: once for every three, as a machine that is busy
    /// must not kill more than it commits.
    /// </summary>
    private async Task<long> KillAsync(SemaphoreSlim progress, int kills)
    {
        long killed = 0;
        for (var i = 0; i < kills; i++)
        {
            killed += await _database.QueryAsync<long>($"""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = '{_database.Name}' AND application_name = 'metrics'
                """);
            for (var committed = 0; committed < 3; committed++)
            {
                Assert.True(await progress.WaitAsync(TimeSpan.FromMinutes(1)));
            }
        }

        return killed;
    }
}

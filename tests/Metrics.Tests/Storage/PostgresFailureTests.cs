using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using NodaTime;
using Npgsql;

namespace Metrics.Tests.Storage;

/// <summary>Connections that are lost at the worst moment: nothing is lost with them and nothing is counted twice.</summary>
public sealed class PostgresFailureTests(PostgresDatabase database) : PostgresProxyTests(database)
{
    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.WhileTheServerWorks)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task A_lost_connection_neither_loses_a_batch_nor_writes_it_twice(Cut moment)
    {
        await Buckets.CommitAsync([Row("known", 1)]);
        Proxy.CutNext(moment);

        var outcomes = await Buckets.CommitAsync([Row("known", 2, 1, Receipt), Row("new", 1, 0, Receipt), Row("stale", 9, 5)]);

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown], outcomes);
        Assert.Equal([(2m, 2), (1m, 1), null], await FindAsync("known", "new", "stale"));
        Assert.Equal([Receipt, Receipt], await Buckets.FindReceiptsAsync([new(Row("known", 0).Key, "request"), new(Row("new", 0).Key, "request")]));
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.WhileTheServerWorks)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task A_lost_connection_neither_loses_a_batch_without_receipts_nor_writes_it_twice(Cut moment)
    {
        await Buckets.CommitAsync([Row("known", 1), Row("there", 1)]);
        Proxy.CutNext(moment);

        var outcomes = await Buckets.CommitAsync([Row("known", 2, 1), Row("new", 1), Row("stale", 9, 5), Row("there", 9)]);

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal([WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Unknown, WriteOutcome.Unknown], outcomes);
        Assert.Equal([(2m, 2), (1m, 1), null, (1m, 1)], await FindAsync("known", "new", "stale", "there"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Where_the_answer_is_lost_and_another_writer_went_on_nobody_knows(long version)
    {
        await Buckets.CommitAsync(version == 0 ? [] : [Row("k", 1)]);
        var clock = new HeldTimers();
        Proxy.CutNext(Cut.AfterTheCommit);

        var commit = PostgresDatabase.CreateBuckets(Pools, time: clock).CommitAsync([Row("k", 2, version)]);
        await clock.IsWaiting;
        Assert.Equal([WriteOutcome.Written], await Database.Buckets.CommitAsync([Row("k", 3, version + 1)]));
        clock.Release();

        Assert.Equal([WriteOutcome.Unknown], await commit);
        Assert.Equal([(3m, version + 2)], await FindAsync("k"));
    }

    [Theory]
    [InlineData(Cut.BeforeTheServerHasIt)]
    [InlineData(Cut.AfterTheCommit)]
    public async Task A_lost_connection_does_not_change_who_claimed_first(Cut moment)
    {
        var first = new IdempotentRequest(Metric, "request", "hash", Start);
        Proxy.CutNext(moment);

        Assert.Equal([first], await Buckets.ClaimAsync([first]));

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal([first], await Buckets.ClaimAsync([first with { BodyHash = "another hash" }]));
    }

    [Fact]
    public async Task A_lost_connection_does_not_fail_a_read()
    {
        Proxy.CutNext(Cut.AfterTheCommit);

        Assert.Equal([(1m, 1)], await FindAsync("warm up"));

        Assert.Equal(1, Proxy.Cuts);
    }

    [Fact]
    public async Task A_deletion_whose_answer_is_lost_is_not_repeated_upon_what_came_since()
    {
        var range = new BucketRange(Metric, Start, Start + Duration.FromDays(1), []);
        await Buckets.DeleteAsync(range);
        await Buckets.CommitAsync([Row("k", 1)]);
        Proxy.CutNext(Cut.AfterTheCommit, meanwhile: () => Database.Buckets.CommitAsync([Row("k", 2)]));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Buckets.DeleteAsync(range));

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal([(2m, 1)], await FindAsync("k"));
    }

    [Fact]
    public async Task An_import_whose_answer_is_lost_is_not_repeated_upon_what_came_since()
    {
        await Buckets.ReplaceAsync([Row("warm up", 1)]);
        Proxy.CutNext(Cut.AfterTheCommit, meanwhile: () => Database.Buckets.CommitAsync([Row("k", 3, 1)]));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Buckets.ReplaceAsync([Row("k", 1)]));

        Assert.Equal(1, Proxy.Cuts);
        Assert.Equal([(3m, 2)], await FindAsync("k"));
    }

    [Fact]
    public async Task Increments_are_exact_while_the_server_throws_its_clients_out()
    {
        const int increments = 300;
        using var progress = new SemaphoreSlim(0);
        var killer = Task.Run(() => KillAsync(progress, kills: increments / 3));

        for (var count = 0; count < increments; count++)
        {
            Assert.Equal([WriteOutcome.Written], await Buckets.CommitAsync([Row("k", count + 1, count)]));
            progress.Release();
        }

        Assert.True(await killer > 0);
        Assert.Equal([(increments, increments)], await FindAsync("k"));
    }

    [Fact]
    public async Task A_connection_that_only_reads_is_given_up_for_a_new_one()
    {
        using var pools = new PostgresPools(PostgresServer.Shared.ConnectionString(Database.Name) + ";Timeout=30;Maximum Pool Size=1");
        await using (var command = pools.Data.CreateCommand("SET default_transaction_read_only = on"))
        {
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal([WriteOutcome.Written], await PostgresDatabase.CreateBuckets(pools).CommitAsync([Row("k", 1)]));
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_the_batch_when_time_is_up()
    {
        using var nowhere = new PostgresPools(PostgresServer.Shared.ConnectionString(Database.Name, FreePort.Next()));
        var clock = new JumpingClock();
        var buckets = PostgresDatabase.CreateBuckets(nowhere, TimeSpan.FromSeconds(10), clock);

        await Assert.ThrowsAsync<NpgsqlException>(() => buckets.CommitAsync([Row("k", 1)]));

        // It does not begin to wait for what would come too late: the longest of its pauses is four tenths of a second.
        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(9.6), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task So_do_several_that_stay_away_and_are_not_asked_again_each_time()
    {
        var hosts = $"127.0.0.1:{FreePort.Next()},127.0.0.1:{FreePort.Next()}";
        using var nowhere = new PostgresPools($"{PostgresServer.Shared.ConnectionString(Database.Name)};Host={hosts};Host Recheck Seconds=600");
        var clock = new JumpingClock();
        var buckets = PostgresDatabase.CreateBuckets(nowhere, TimeSpan.FromSeconds(10), clock);

        await Assert.ThrowsAsync<NpgsqlException>(() => buckets.CommitAsync([Row("k", 1)]));

        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(9.6), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_server_whose_name_does_not_resolve_is_one_that_does_not_answer()
    {
        // No part of a name is longer than 63 characters, so nobody is asked for it.
        using var nowhere = new PostgresPools($"Host={new string('x', 64)}.test;Username=u");
        var archive = new BucketArchive(PostgresDatabase.CreateBuckets(nowhere, TimeSpan.Zero), PostgresDatabase.CreateQueries(nowhere));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => archive.ReplaceAsync([new StoredBucket(Row("k", 1).Key, Row("k", 1).Aggregate)]));
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
            killed += await Database.QueryAsync<long>($"""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = '{Database.Name}' AND application_name = 'metrics'
                """);
            for (var committed = 0; committed < 3; committed++)
            {
                Assert.True(await progress.WaitAsync(TimeSpan.FromMinutes(1)));
            }
        }

        return killed;
    }
}

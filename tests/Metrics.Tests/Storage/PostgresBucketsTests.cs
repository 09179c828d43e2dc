using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Silo.Storage.Postgres;
using Metrics.Tests.Support;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Tests.Storage;

public sealed class PostgresBucketsTests(PostgresDatabase database) : BucketDatabaseContract, IClassFixture<PostgresDatabase>
{
    private PostgresBuckets? _buckets;

    private protected override IBucketDatabase Database => _buckets ?? database.Buckets;

    private protected override IBucketQueries Queries => PostgresDatabase.CreateQueries(database.Pools);

    private protected override Task<long> CountRowsAsync(long metricId) => database.QueryAsync<long>($"""
        SELECT (SELECT count(*) FROM metric_buckets WHERE metric_id = {metricId})
             + (SELECT count(*) FROM bucket_receipts WHERE metric_id = {metricId})
             + (SELECT count(*) FROM idempotent_requests WHERE metric_id = {metricId})
             + (SELECT count(*) FROM metric_keys WHERE metric_id = {metricId})
             + (SELECT count(*) FROM metric_key_counts WHERE metric_id = {metricId})
        """);

    private protected override Task DeleteRowsAsync(long metricId) => database.ExecuteAsync($"DELETE FROM metric_buckets WHERE metric_id = {metricId}");

    private protected override Task<int> ForgetChunkAsync(Instant before) => new PostgresDeletions(database.Pools.Data).ForgetReceiptsAsync(before);

    [Fact]
    public async Task A_silo_whose_clock_is_ahead_forgets_nothing_that_the_others_promise_to_know()
    {
        var (metric, now) = (NewMetric(), TimeProvider.System.GetCurrentInstant());
        var request = new IdempotentRequest(metric, "request", "hash", Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds()));
        await CommitAsync(Row(metric, "k", 1, 0, new Receipt("request", 1, request.ReceivedAt)));
        await Database.ClaimAsync([request]);

        await Database.ForgetReceiptsAsync(now + Duration.FromDays(10));

        Assert.Equal(3, await CountRowsAsync(metric));
    }

    [Fact]
    public async Task A_row_that_the_database_cannot_hold_leaves_its_neighbours_alone()
    {
        // PostgreSQL keeps no NUL character, and half a surrogate pair is no character at all.
        var outcomes = await CommitAsync(Row("a", 1), Row("nul \0", 1), Row("b", 1), Row("half \ud83d", 1), Row("c", 1), Row("d", 1));

        Assert.Equal(
            [WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Written, WriteOutcome.Invalid, WriteOutcome.Invalid],
            outcomes);
        Assert.Equal((1m, 1), await FindAsync("d"));
    }

    [Fact]
    public async Task A_row_whose_receipt_the_database_cannot_hold_is_refused_with_it()
    {
        var outcomes = await CommitAsync(Row("a", 1), Row("b", 1, 0, new Receipt("\0", 1, Start)), Row("c", 1));

        Assert.Equal([WriteOutcome.Written, WriteOutcome.Invalid, WriteOutcome.Written], outcomes);
        Assert.Null(await FindAsync("b"));
    }

    [Fact]
    public async Task A_batch_of_nothing_but_such_rows_is_refused()
    {
        var outcomes = await CommitAsync(Enumerable.Range(0, 9).Select(i => Row($"\0{i}", 1)));

        Assert.All(outcomes, outcome => Assert.Equal(WriteOutcome.Invalid, outcome));
    }

    [Fact]
    public async Task A_missing_table_fails_the_batch_and_refuses_no_row()
    {
        await using var other = new OtherDatabase();

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => other.Buckets.CommitAsync([Row("a", 1), Row("b", 1)]));
    }

    [Fact]
    public async Task What_nobody_expects_while_rows_are_decided_about_is_told_with_where_it_was_thrown()
    {
        var logger = new RecordingLogger<PostgresBuckets>();
        _buckets = PostgresDatabase.CreateBuckets(database.Pools, time: new BrokenClock(), logger: logger);

        Assert.Equal([WriteOutcome.Unknown], await CommitAsync(Row("stale", 9, 5)));

        var line = Assert.Single(logger.Lines);
        Assert.Equal("What became of 1 rows of a commit is not known: no time", line.Message);
        Assert.Contains(nameof(BrokenClock), line.Exception?.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_overlapping_batches_never_wait_for_each_other_in_a_circle()
    {
        string[] keys = [.. Enumerable.Range(0, 200).Select(i => $"key{i:D3}")];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(writer))));

        Assert.Equal(0, await database.QueryAsync<long>($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{database.Name}'"));

        // Each round new rows for all, and rows that others know as well, in overlapping parts, and that some take for new, a third of them
        // with receipts that two writers share; and one deletes.
        async Task WriteAsync(int writer)
        {
            for (var round = 0; round < 30; round++)
            {
                var known = keys.Where((_, i) => (i * 7 + writer + round) % 3 != 0);
                var fresh = Enumerable.Range(0, 50).Select(i => $"round{round:D2}-{(i * 31) % 50:D2}").Where((_, i) => (i + writer) % 4 != 0);
                await CommitAsync(
                    known.Select((key, i) => Row(key, writer, writer % 2 == 0 && i % 10 == 0 ? 0 : round, ReceiptsOf(i)))
                        .Concat(fresh.Select((key, i) => Row(key, writer, 0, ReceiptsOf(i)))));

                Receipt[] ReceiptsOf(int row) => row % 3 == 0 ? [new Receipt($"{round}-{writer / 2}", writer, Start)] : [];
                if (writer == 0)
                {
                    await Database.DeleteAsync(Days(0, 100));
                }
            }
        }
    }

    [Fact]
    public async Task The_statements_go_by_primary_key_however_small_the_tables_look()
    {
        // In a database of its own, where nobody else scans.
        using var own = new PostgresDatabase();
        _buckets = own.Buckets;
        await CommitAsync(Row("a", 1, 0, new Receipt("request", 1, Start)));
        await own.ExecuteAsync("ANALYZE metric_buckets; ANALYZE bucket_receipts");
        EndConnections(own);
        PostgresServer.Shared.Query<object>("SELECT pg_stat_reset()", own.Name);

        using var pools = new PostgresPools(own.ConnectionString);
        _buckets = PostgresDatabase.CreateBuckets(pools);
        for (var version = 1; version < 20; version++)
        {
            await CommitAsync(Row("a", version, version, new Receipt($"request {version}", 1, Start)));
            await CommitAsync(Row("b", version, version - 1), Row($"new {version}", 1));
            await ReadAsync("a");
            await Database.FindReceiptsAsync([new ReceiptKey(Row("a", 1).Key, "request")]);
            await Database.DeleteAsync(Days(0, 100, "b", "c"));
            await AdmitAsync(100, "a", $"new {version}");
        }

        await SweepAsync();
        EndConnections(own);
        Assert.Equal("", PostgresServer.Shared.Query<string>("""
            SELECT coalesce(string_agg(format('%s: %s', relname, seq_scan), ', '), '') FROM pg_stat_user_tables
            WHERE seq_scan > 0 AND relname IN ('metric_buckets', 'bucket_receipts', 'deleted_metrics', 'metric_keys', 'metric_key_counts')
            """, own.Name));
    }

    [Fact]
    public async Task A_plan_that_was_made_for_a_table_of_one_row_still_looks_up_row_by_row_when_it_has_grown()
    {
        using var own = new PostgresDatabase();
        using var pools = new PostgresPools($"{own.ConnectionString};Maximum Pool Size=1");
        _buckets = PostgresDatabase.CreateBuckets(pools);
        await CommitAsync(Row("a", 1, 0, new Receipt("first", 1, Start)));
        await own.ExecuteAsync("VACUUM ANALYZE metric_buckets, bucket_receipts");
        await CommitAsync(Row("a", 2, 1, new Receipt("second", 1, Start)), Row("b", 1, 0, new Receipt("second", 1, Start)));
        await CommitAsync(Enumerable.Range(0, 2000).Select(i => Row($"key{i:D4}", 1, 0, new Receipt("first", 1, Start))));

        for (var version = 2; version < 22; version++)
        {
            var receipt = new Receipt($"request {version}", 1, Start);
            await CommitAsync(Row("a", version, version, receipt), Row($"new {version}", 1, 0, receipt));
        }

        EndConnections(own);
        var read = PostgresServer.Shared.Query<decimal>(
            "SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN ('metric_buckets', 'bucket_receipts')", own.Name);

        // One for each row that is changed, and one for the row of each receipt.
        Assert.InRange(read, 2_042, 3_000);
    }

    /// <summary>Ends all connections and waits for it: a server process adds its scans to the statistics now and then, and at the latest when it ends.</summary>
    private static void EndConnections(PostgresDatabase database) => PostgresServer.Shared.Query<long>(
        $"SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = '{database.Name}'");

    /// <summary>Tells the time once.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        private bool _isBroken;

        public override DateTimeOffset GetUtcNow()
        {
            if (_isBroken)
            {
                throw new InvalidOperationException("no time");
            }

            _isBroken = true;
            return base.GetUtcNow();
        }
    }

    /// <summary>A database without the schema.</summary>
    private sealed class OtherDatabase : IAsyncDisposable
    {
        private readonly PostgresPools _pools = new(PostgresServer.Shared.ConnectionString("postgres"));

        public PostgresBuckets Buckets => PostgresDatabase.CreateBuckets(_pools);

        public ValueTask DisposeAsync()
        {
            _pools.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

using CsCheck;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Model;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Tests.Storage;

/// <summary>What every database of running aggregates must do. Inherited for each kind. Tests keep to metrics of their own.</summary>
public abstract partial class BucketDatabaseContract
{
    private protected static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric;

    private readonly long _metric = Interlocked.Increment(ref s_lastMetric);

    private protected abstract IBucketDatabase Database { get; }

    private protected abstract IBucketQueries Queries { get; }

    /// <summary>How many rows of the metric there are in all tables of data.</summary>
    private protected abstract Task<long> CountRowsAsync(long metricId);

    /// <summary>Deletes the aggregates of the metric, and nothing else.</summary>
    private protected abstract Task DeleteRowsAsync(long metricId);

    /// <summary>Does one step of <see cref="IBucketDatabase.ForgetReceiptsAsync"/>.</summary>
    private protected abstract Task<int> ForgetChunkAsync(Instant before);

    private protected static Aggregate Of(decimal sum) => new() { Count = 1, Sum = sum };

    private protected static BucketRow Row(long metric, string key, decimal sum, long version = 0, params IReadOnlyList<Receipt> receipts) =>
        new(new BucketKey(metric, Start, key), Of(sum), version, receipts) { NextVersion = version + 1 };

    private protected BucketRow Row(string key, decimal sum, long version = 0, params IReadOnlyList<Receipt> receipts) =>
        Row(_metric, key, sum, version, receipts);

    private protected static long NewMetric() => Interlocked.Increment(ref s_lastMetric);

    private protected async Task<BucketRow?> ReadAsync(string key) => Assert.Single(await Database.ReadAsync([new BucketKey(_metric, Start, key)]));

    /// <summary>The stored sum and version of a row of this test's metric, or null where there is no row.</summary>
    private protected async Task<(decimal? Sum, long Version)?> FindAsync(string key) =>
        await ReadAsync(key) is { } row ? (row.Aggregate.Sum, row.Version) : null;

    private protected Task<IReadOnlyList<WriteOutcome>> CommitAsync(params IEnumerable<BucketRow> rows) =>
        Database.CommitAsync([.. rows.OrderBy(row => row.Key)]);

    [Fact]
    public async Task A_row_that_was_never_written_reads_as_nothing() => Assert.Null(await ReadAsync("never"));

    [Fact]
    public async Task Asked_for_nothing_the_database_answers_with_nothing()
    {
        Assert.Empty(await Database.ReadAsync([]));
        Assert.Empty(await Database.CommitAsync([]));
        Assert.Empty(await Database.FindReceiptsAsync([]));
        Assert.Empty(await Database.ClaimAsync([]));
    }

    [Fact]
    public async Task The_last_metric_is_the_one_of_the_largest_id_in_any_table()
    {
        // Far beyond those of other tests.
        var last = await Queries.FindLastMetricAsync(1_000_000_000);
        Assert.Equal(last, await Queries.FindLastMetricAsync(last));

        await Database.CommitAsync([Row(last + 1, "", 1)]);
        Assert.Equal(last + 1, await Queries.FindLastMetricAsync(0));
        await Database.AdmitKeysAsync([new MetricKey(last + 2, "k")], 1);
        Assert.Equal(last + 2, await Queries.FindLastMetricAsync(0));
        await Database.ClaimAsync([new IdempotentRequest(last + 3, "request", "hash", Start)]);
        Assert.Equal(last + 3, await Queries.FindLastMetricAsync(0));
        await Database.MarkDeletedAsync(last + 4);
        Assert.Equal(last + 4, await Queries.FindLastMetricAsync(0));
        Assert.Equal(last + 5, await Queries.FindLastMetricAsync(last + 5));
    }

    [Fact]
    public async Task Every_member_of_an_aggregate_comes_back()
    {
        var aggregate = new Aggregate
        {
            Count = long.MaxValue,
            Sum = 1.5m,
            Weight = 2.25m,
            WeightedSum = -3.125m,
            Min = -4m,
            Max = 5m,
            First = 0.1m,
            Last = 7e-20m,
        };

        await Database.CommitAsync([new BucketRow(new BucketKey(_metric, Start, ""), aggregate, 0)]);

        Assert.Equal(aggregate, (await ReadAsync(""))!.Aggregate);
    }

    [Fact]
    public async Task Members_that_are_not_there_come_back_so()
    {
        var aggregate = new Aggregate { Count = 3 };

        await Database.CommitAsync([new BucketRow(new BucketKey(_metric, Start, ""), aggregate, 0)]);

        Assert.Equal(aggregate, (await ReadAsync(""))!.Aggregate);
    }

    [Fact]
    public Task Decimals_come_back_to_the_last_digit() => AssertComeBackAsync(
        0m, 1m, -1m, decimal.MaxValue, decimal.MinValue, 7.9228162514264337593543950335m, -0.0000000000000000000000000001m,
        1234567890123456789012345678m, 0.1234567890123456789012345678m, 99999999.00000001m, 10000m, 0.0001m, 123.4500m);

    [Fact]
    public Task Any_decimals_come_back() => Decimals.Any.Array[1, 200].SampleAsync(AssertComeBackAsync, iter: 20, threads: 1);

    [Fact]
    public async Task Keys_of_any_script_keep_apart()
    {
        string[] keys =
        [
            "", " ", "a", "A", "a ", "ä", "a\u0308", "ß", "ss", "ı", "i", "İ", "東京", "🙂", "🙂🙂", "\uFFFD", "\uE000", "'", "\"", "\\", "%", "_", "|",
            "{1,2}", "NULL", "$1", "--", ";", string.Concat(Enumerable.Repeat("🙂", Text.MaxKeyLength)),
        ];

        var outcomes = await CommitAsync(keys.Select((key, i) => Row(key, i)));

        Assert.All(outcomes, outcome => Assert.Equal(WriteOutcome.Written, outcome));
        var rows = await Database.ReadAsync([.. keys.Select(key => new BucketKey(_metric, Start, key))]);
        Assert.Equal(keys, rows.Select(row => row!.Key.Key));
        Assert.Equal(Enumerable.Range(0, keys.Length).Select(i => (decimal?)i), rows.Select(row => row!.Aggregate.Sum));
    }

    [Fact]
    public async Task Buckets_keep_apart_by_metric_and_by_start()
    {
        var other = NewMetric();
        BucketKey[] keys =
        [
            new(_metric, Start, "k"), new(_metric, Start + Duration.FromSeconds(1), "k"), new(_metric, Instant.FromUtc(1970, 1, 1, 0, 0), "k"),
            new(other, Start, "k"),
        ];

        await CommitAsync(keys.Select((key, i) => new BucketRow(key, Of(i), 0)));

        var rows = await Database.ReadAsync(keys);
        Assert.Equal(keys, rows.Select(row => row!.Key));
        Assert.Equal([0m, 1m, 2m, 3m], rows.Select(row => row!.Aggregate.Sum!.Value));
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_questions()
    {
        await CommitAsync(Row("a", 1), Row("b", 2));

        var rows = await Database.ReadAsync([.. ((string[])["b", "none", "a", "b"]).Select(key => new BucketKey(_metric, Start, key))]);

        Assert.Equal([2m, null, 1m, 2m], rows.Select(row => row?.Aggregate.Sum));
    }

    [Fact]
    public async Task Each_write_moves_the_version_by_one()
    {
        for (var version = 0; version < 5; version++)
        {
            Assert.Equal([WriteOutcome.Written], await CommitAsync(Row("k", version * 10, version)));
            Assert.Equal((version * 10m, version + 1), await FindAsync("k"));
        }
    }

    [Fact]
    public async Task A_batch_of_five_thousand_rows_is_written_and_written_again()
    {
        const int count = 5_000;
        var keys = Enumerable.Range(0, count).Select(i => $"key{i:D5}").ToArray();

        Assert.All(await CommitAsync(keys.Select((key, i) => Row(key, i))), outcome => Assert.Equal(WriteOutcome.Written, outcome));
        Assert.All(await CommitAsync(keys.Select((key, i) => Row(key, i + 0.5m, 1))), outcome => Assert.Equal(WriteOutcome.Written, outcome));

        var rows = await Database.ReadAsync([.. keys.Select(key => new BucketKey(_metric, Start, key))]);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (i + 0.5m, 2L)), rows.Select(row => (row!.Aggregate.Sum!.Value, row.Version)));
    }

    [Fact]
    public async Task The_database_knows_what_time_it_is()
    {
        var before = TimeProvider.System.GetCurrentInstant() - Duration.FromSeconds(1);

        Assert.InRange(await Database.GetTimeAsync(), before, before + Duration.FromMinutes(1));
    }

    private async Task AssertComeBackAsync(params decimal[] numbers)
    {
        var metric = NewMetric();
        await CommitAsync(numbers.Select((number, i) => Row(metric, $"{i:D4}", number)));

        var rows = await Database.ReadAsync([.. numbers.Select((_, i) => new BucketKey(metric, Start, $"{i:D4}"))]);
        Assert.Equal(numbers, rows.Select(row => row!.Aggregate.Sum!.Value));
    }
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using NodaTime;

namespace Metrics.Tests.Storage;

/// <summary>What reads of many aggregates must answer, whatever the database. Inherited for each kind. Tests keep to metrics of their own.</summary>
public abstract class BucketReaderContract
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static long s_lastMetric = 1_000_000;

    private readonly long _metric = Interlocked.Add(ref s_lastMetric, 2);

    private protected abstract IBucketDatabase Database { get; }

    private protected abstract IBucketQueries Queries { get; }

    private BucketReader Reader => new(Queries);

    private BucketSelection All => new(_metric, AggregationType.Sum, BucketSelection.Earliest, BucketSelection.Latest);

    [Fact]
    public async Task What_was_committed_is_read_by_start_and_key()
    {
        await SumAsync((1, "b", 2), (0, "b", 1), (1, "a", 3), (0, "", 4));
        DataPoint[] expected = [Point(0, "", 4), Point(0, "b", 1), Point(1, "a", 3), Point(1, "b", 2)];

        Assert.Equal(expected, await ReadAsync(All));
        Assert.Equal(expected.Reverse(), await ReadAsync(All with { IsDescending = true }));
        Assert.Equal(4, await Reader.CountAsync(All));
    }

    [Fact]
    public async Task Only_buckets_of_the_range_and_of_the_metric_are_read()
    {
        await SumAsync((0, "a", 1), (1, "a", 2), (2, "a", 3));
        await CommitAsync(new BucketRow(new BucketKey(_metric + 1, Start, "a"), new Aggregate { Count = 1, Sum = 9 }, 0));
        var selection = All with { Start = Hour(1), End = Hour(2) };

        Assert.Equal([Point(1, "a", 2)], await ReadAsync(selection));
        Assert.Equal(1, await Reader.CountAsync(selection));
        Assert.Equal((Hour(1), Hour(1)), await Reader.FindEndsAsync(selection));
        Assert.Equal((Hour(0), Hour(2)), await Reader.FindEndsAsync(All));
    }

    [Fact]
    public async Task Where_there_is_nothing_nothing_is_read()
    {
        Assert.Empty(await ReadAsync(All));
        Assert.Empty(await ReadAsync(All with { IsSummed = true }));
        Assert.Equal(0, await Reader.CountAsync(All));
        Assert.Equal(0, await Reader.CountAsync(All with { IsSummed = true }));
        Assert.Null(await Reader.FindEndsAsync(All));
        Assert.Empty(await Reader.FindKeysAsync(All, 10));
        Assert.Empty(await Reader.FindLargestKeysAsync(All, 10));
        Assert.Empty(await Reader.ReadLatestAsync(_metric, AggregationType.Sum).ToListAsync());
        Assert.Empty(await ReadAggregatesAsync());
    }

    [Fact]
    public async Task Keys_are_chosen_and_left_out_to_the_letter()
    {
        string[] keys = ["a", "A", "ä", "a'b", "\"", "\\", "{a,b}", "%", "NULL", "🙂"];
        await SumAsync([.. keys.Select((key, i) => (0, key, (decimal)i))]);

        foreach (var key in keys)
        {
            Assert.Equal([key], (await ReadAsync(All with { Keys = [key] })).Select(point => point.Key));
            Assert.Equal(keys.Length - 1, await Reader.CountAsync(All with { Except = [key] }));
        }

        Assert.Equal(keys.Length, await Reader.CountAsync(All with { Keys = [.. keys, "none"] }));
        Assert.Equal(["A"], (await ReadAsync(All with { Keys = ["a", "A"], Except = ["a"] })).Select(point => point.Key));
        Assert.Empty(await ReadAsync(All with { Keys = [] }));
    }

    [Fact]
    public async Task Keys_come_in_the_order_of_their_code_points()
    {
        string[] keys = ["", "A", "a", "a b", "ab", "ä", "\uD7FF", "\uE000", "～", "\uFFFD", "🙂", "\U0010FFFF"];
        await SumAsync([.. keys.Reverse().Select(key => (0, key, 1m))]);

        Assert.Equal(keys, (await ReadAsync(All)).Select(point => point.Key));
        Assert.Equal(keys, await Reader.FindKeysAsync(All, 100));
        Assert.Equal(keys[..3], await Reader.FindKeysAsync(All, 3));
        Assert.Equal(keys, await Reader.FindLargestKeysAsync(All, 100));
        Assert.Equal(keys, (await Reader.ReadLatestAsync(_metric, AggregationType.Sum).ToListAsync()).Select(point => point.Key));
        Assert.Equal(keys, (await ReadAggregatesAsync()).Select(stored => stored.Key.Key));
        Assert.Equal(keys, keys.Reverse().Order(Comparer<string>.Create(Text.CompareCodePoints)));
    }

    [Theory]
    [InlineData(AggregationType.Sum, 10, 30)]
    [InlineData(AggregationType.Count, 3, 7)]
    [InlineData(AggregationType.Min, 1, 4)]
    [InlineData(AggregationType.Max, 5, 12)]
    [InlineData(AggregationType.First, 3, 7)]
    [InlineData(AggregationType.Last, 4, 10)]
    [InlineData(AggregationType.Average, 3, 7)]
    public async Task Each_type_has_its_value_and_sums_of_it(AggregationType type, int value, int sum)
    {
        var one = new Aggregate { Count = 3, Sum = 10, Min = 1, Max = 5, First = 3, Last = 4, Weight = 4, WeightedSum = 12 };
        var other = new Aggregate { Count = 4, Sum = 20, Min = 3, Max = 7, First = 4, Last = 6, Weight = 2, WeightedSum = 8 };
        await CommitAsync(Row(0, "one", one), Row(0, "other", other));
        var selection = All with { AggregationType = type };

        Assert.Equal([new DataPoint(Start, "one", value, 3)], await ReadAsync(selection with { Keys = ["one"] }));
        Assert.Equal([new DataPoint(Start, "", sum, 7)], await ReadAsync(selection with { IsSummed = true }));
        Assert.Equal(1, await Reader.CountAsync(selection with { IsSummed = true }));
        Assert.Equal(["other"], await Reader.FindLargestKeysAsync(selection, 1));
        Assert.Equal(value, (await Reader.ReadLatestAsync(_metric, type).ToListAsync())[0].Value);
    }

    [Fact]
    public async Task Sums_are_exact()
    {
        await SumAsync((0, "a", 0.1m), (0, "b", 0.2m), (0, "c", 1e-28m), (1, "a", decimal.MaxValue), (1, "b", -decimal.MaxValue), (1, "c", 7), (2, "a", 1.10m));

        Assert.Equal(
            [Point(0, "", 0.3000000000000000000000000001m, 3), Point(1, "", 7, 3), Point(2, "", 1.1m)], await ReadAsync(All with { IsSummed = true }));
    }

    [Fact]
    public async Task A_sum_that_does_not_fit_into_a_decimal_is_refused()
    {
        await SumAsync((0, "a", decimal.MaxValue), (0, "b", 1));
        await SumAsync((1, "a", decimal.MaxValue), (1, "b", 0.1m));

        await Assert.ThrowsAsync<AggregateOverflowException>(() => ReadAsync(All with { IsSummed = true, End = Hour(1) }));
        await Assert.ThrowsAsync<AggregateOverflowException>(() => ReadAsync(All with { IsSummed = true, Start = Hour(1) }));
    }

    [Fact]
    public async Task A_sum_that_fits_is_read_though_a_part_of_it_would_not()
    {
        await SumAsync((0, "a", decimal.MaxValue), (0, "b", decimal.MaxValue), (0, "c", 0.25m), (0, "d", -decimal.MaxValue), (0, "e", -decimal.MaxValue));

        Assert.Equal([Point(0, "", 0.25m, 5)], await ReadAsync(All with { IsSummed = true }));
    }

    [Fact]
    public async Task Averages_are_rounded_in_the_last_digit()
    {
        await CommitAsync(
            Row(0, "a", new Aggregate { Count = 1, Weight = 3, WeightedSum = 1 }),
            Row(0, "b", new Aggregate { Count = 1, Weight = 7, WeightedSum = 100 }));
        var selection = All with { AggregationType = AggregationType.Average };

        Assert.Equal([1m / 3m, 100m / 7m], (await ReadAsync(selection)).Select(point => point.Value!.Value));
        var sum = (await ReadAsync(selection with { IsSummed = true }))[0].Value!.Value;
        Assert.InRange(sum, (1m / 3m) + (100m / 7m) - 1e-27m, (1m / 3m) + (100m / 7m) + 1e-27m);
    }

    [Fact]
    public async Task The_largest_keys_are_those_that_add_up_to_most()
    {
        await SumAsync((0, "nine", 9), (0, "ten", 10), (0, "twice", 6), (1, "twice", 6), (0, "minus", -100), (0, "also ten", 10.0m));

        Assert.Equal(["twice", "also ten", "ten"], await Reader.FindLargestKeysAsync(All, 3));
        Assert.Equal(["also ten", "ten", "nine", "twice", "minus"], await Reader.FindLargestKeysAsync(All with { End = Hour(1) }, 10));
        Assert.Equal(["twice", "nine"], await Reader.FindLargestKeysAsync(All with { Except = ["ten", "also ten"] }, 2));
        Assert.Equal(["twice", "nine"], await Reader.FindLargestKeysAsync(All with { Keys = ["nine", "minus", "twice"] }, 2));
    }

    [Theory]
    [InlineData(AggregationType.Sum)]
    [InlineData(AggregationType.Max)]
    [InlineData(AggregationType.Average)]
    public async Task The_largest_keys_are_found_though_what_they_add_up_to_fits_into_no_decimal(AggregationType type)
    {
        Aggregate Of(decimal value) => new() { Count = 1, Sum = value, Max = value, WeightedSum = value, Weight = 1 };
        await CommitAsync(
            Row(0, "large", Of(decimal.MaxValue)), Row(1, "large", Of(decimal.MaxValue)),
            Row(0, "larger", Of(decimal.MaxValue)), Row(1, "larger", Of(decimal.MaxValue)), Row(2, "larger", Of(0.5m)),
            Row(0, "mixed", Of(decimal.MaxValue)), Row(1, "mixed", Of(0.5m)),
            Row(0, "one", Of(1)),
            Row(0, "smallest", Of(decimal.MinValue)), Row(1, "smallest", Of(-0.5m)));

        Assert.Equal(["larger", "large", "mixed", "one", "smallest"], await Reader.FindLargestKeysAsync(All with { AggregationType = type }, 5));
    }

    [Fact]
    public async Task The_largest_keys_of_one_bucket_are_chosen_and_left_out_too()
    {
        await SumAsync((1, "a", 3), (1, "b", 4), (1, "c", 5));
        await SumAsync((0, "other", 1), (1, "other", 9));

        Assert.Equal(["c", "b"], await Reader.FindLargestKeysAsync(All with { Except = ["other"] }, 2));
        Assert.Equal(["other", "c"], await Reader.FindLargestKeysAsync(All with { Start = Hour(1) }, 2));
        Assert.Equal(["c", "b"], await Reader.FindLargestKeysAsync(All with { Start = Hour(1), Except = ["other"] }, 2));
        Assert.Equal(["b", "a"], await Reader.FindLargestKeysAsync(All with { Start = Hour(1), Keys = ["a", "b"] }, 5));
    }

    [Fact]
    public async Task The_latest_bucket_of_each_key_is_found_among_many()
    {
        await SumAsync([.. Enumerable.Range(0, 50).SelectMany(hour => ((string[])["", "a", "b"]).Select(key => (hour, key, hour + (decimal)key.Length)))]);
        await SumAsync((7, "c", 1));

        Assert.Equal(
            [Point(49, "", 49), Point(49, "a", 50), Point(49, "b", 50), Point(7, "c", 1)],
            await Reader.ReadLatestAsync(_metric, AggregationType.Sum).ToListAsync());
    }

    [Fact]
    public async Task Aggregates_are_read_whole()
    {
        var aggregate = new Aggregate
        {
            Count = long.MaxValue,
            Sum = 1.5m,
            Weight = 2.25m,
            WeightedSum = -3.125m,
            Min = -4m,
            Max = decimal.MaxValue,
            First = 0.1m,
            Last = 7e-20m,
        };
        await CommitAsync(Row(1, "a", aggregate), Row(0, "b", new Aggregate { Count = 2 }));

        Assert.Equal(
            [new(new BucketKey(_metric, Hour(0), "b"), new Aggregate { Count = 2 }), new(new BucketKey(_metric, Hour(1), "a"), aggregate)],
            await ReadAggregatesAsync());
    }

    [Fact]
    public async Task What_is_long_is_read_in_pieces_and_nothing_is_lost_between_them()
    {
        const int keys = 4_000;
        var names = Enumerable.Range(0, keys).Select(i => $"k{i:D4}").ToList();
        for (var hour = 0; hour < 3; hour++)
        {
            await SumAsync([.. names.Select(name => (hour, name, 1m))]);
        }

        var expected = Enumerable.Range(0, 3).SelectMany(hour => names.Select(name => Point(hour, name, 1))).ToList();
        Assert.Equal(expected, await ReadAsync(All));
        Assert.Equal(expected.AsEnumerable().Reverse(), await ReadAsync(All with { IsDescending = true }));
        Assert.Equal(expected.Skip(3_999).Take(5_002), await Reader.ReadAsync(All, 3_999, 5_002).ToListAsync());
        Assert.Equal(expected.Where(point => point.Key[^1] == '7'), await ReadAsync(All with { Keys = [.. names.Where(name => name[^1] == '7')] }));
        Assert.Equal(
            expected.Select(point => new StoredBucket(new BucketKey(_metric, point.BucketStart, point.Key), new Aggregate { Count = 1, Sum = 1 })),
            await ReadAggregatesAsync());
        Assert.Equal(12_000, await Reader.CountAsync(All));

        await SumAsync([.. names.Select((_, i) => (i + 3, "", 2m))]);
        Assert.Equal(4_003, (await ReadAsync(All with { IsSummed = true })).Count);
        Assert.Equal(4_001, (await Reader.ReadLatestAsync(_metric, AggregationType.Sum).ToListAsync()).Count);
    }

    private static Instant Hour(int hour) => Start + Duration.FromHours(hour);

    private static DataPoint Point(int hour, string key, decimal value, long count = 1) => new(Hour(hour), key, value, count);

    private BucketRow Row(int hour, string key, Aggregate aggregate) => new(new BucketKey(_metric, Hour(hour), key), aggregate, 0);

    private Task SumAsync(params (int Hour, string Key, decimal Sum)[] rows) =>
        CommitAsync([.. rows.Select(row => Row(row.Hour, row.Key, new Aggregate { Count = 1, Sum = row.Sum }))]);

    private async Task CommitAsync(params BucketRow[] rows) =>
        Assert.All(await Database.CommitAsync([.. rows.OrderBy(row => row.Key)]), outcome => Assert.Equal(WriteOutcome.Written, outcome));

    private async Task<IReadOnlyList<DataPoint>> ReadAsync(BucketSelection selection) => await Reader.ReadAsync(selection).ToListAsync();

    private async Task<IReadOnlyList<StoredBucket>> ReadAggregatesAsync() =>
        await new BucketArchive(Database, Queries).ReadAsync(_metric).SelectMany(page => page).ToListAsync();
}

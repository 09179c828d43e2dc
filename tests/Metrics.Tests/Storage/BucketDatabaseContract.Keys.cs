using Metrics.Silo.Model;
using NodaTime;
using NodaTime.Extensions;

namespace Metrics.Tests.Storage;

/// <summary>Keys that are admitted up to a limit, and removed where they have no values.</summary>
public abstract partial class BucketDatabaseContract
{
    [Fact]
    public async Task New_keys_are_admitted_up_to_the_limit_and_known_ones_beyond()
    {
        Assert.Empty(await AdmitAsync(2, "a", "b"));
        Assert.Equal(["c", "ä"], await AdmitAsync(2, "a", "c", "ä", "b"));
        Assert.Equal(["a "], await AdmitAsync(1, "a", "b", "a "));
        Assert.Equal(["🙂"], await AdmitAsync(3, "c", "🙂"));
        Assert.Equal([], await AdmitAsync(0));
    }

    [Fact]
    public async Task New_is_a_key_that_was_admitted_now_and_has_no_values()
    {
        await CommitAsync(Row("has values", 1));
        await AdmitAsync(100, "known");

        MetricKey[] keys = [new(_metric, "new"), new(_metric, "known"), new(_metric, "has values"), new(_metric, "second"), new(_metric, "third")];
        var admission = await Database.AdmitKeysAsync(keys, 4);

        Assert.Equal([keys[0], keys[3]], admission.New);
        Assert.Equal([keys[4]], admission.Refused);
    }

    [Fact]
    public async Task Each_metric_has_a_limit_of_its_own()
    {
        var (first, second, third) = (_metric, NewMetric(), NewMetric());
        MetricKey[] keys = [new(first, "a"), new(first, "b"), new(second, "a"), new(second, "b"), new(second, "c"), new(third, "a")];

        Assert.Equal([keys[4]], (await Database.AdmitKeysAsync(keys, 2)).Refused);
        Assert.Equal([new MetricKey(first, "c")], (await Database.AdmitKeysAsync([new(first, "c"), new(third, "b")], 2)).Refused);
    }

    [Fact]
    public async Task A_key_that_has_values_is_let_in_whatever_the_limit_and_counts()
    {
        await CommitAsync(Row("old", 1));

        Assert.Equal(["new"], await AdmitAsync(1, "old", "new"));
        Assert.Equal(["new"], await AdmitAsync(1, "new"));
        Assert.Empty(await AdmitAsync(2, "new"));
    }

    [Fact]
    public async Task A_key_that_never_got_a_value_makes_room_after_a_while()
    {
        await SweepAsync();
        await AdmitAsync(2, "used", "unused");
        await CommitAsync(Row("used", 1));

        Assert.Equal(0, await Database.SweepKeysAsync(Now() - Duration.FromHours(1)));
        Assert.Equal(["other"], await AdmitAsync(2, "other"));
        Assert.Equal(1, await SweepAsync());

        Assert.Empty(await AdmitAsync(2, "used", "other"));
        Assert.Equal(["unused"], await AdmitAsync(2, "unused"));
    }

    [Fact]
    public async Task A_key_that_is_asked_for_again_is_kept_for_another_while()
    {
        await SweepAsync();
        await AdmitAsync(1, "a");
        var later = Now();
        await AdmitAsync(1, "a");

        Assert.Equal(0, await Database.SweepKeysAsync(later));
        Assert.Equal(["b"], await AdmitAsync(1, "b"));
    }

    [Fact]
    public async Task A_key_makes_room_when_its_last_value_was_deleted()
    {
        await CommitDaysAsync(0, 3, "gone");
        await CommitDaysAsync(0, 5, "stays");
        await AdmitAsync(2, "gone", "stays");
        await SweepAsync();

        await Database.DeleteAsync(Days(0, 4));
        Assert.Equal(["new"], await AdmitAsync(2, "new"));
        Assert.Equal(1, await SweepAsync());

        Assert.Empty(await AdmitAsync(2, "new", "stays"));
        Assert.Equal(["gone"], await AdmitAsync(2, "gone"));
    }

    [Fact]
    public async Task A_deletion_that_comes_again_makes_room_for_what_the_first_one_had_left_to_do()
    {
        await AdmitAsync(1, "gone");
        await CommitAsync(Row("gone", 1));
        await SweepAsync();

        // As one does whose process ends after its last row.
        await DeleteRowsAsync(_metric);
        Assert.Equal(0, await SweepAsync());

        Assert.Equal(0, await Database.DeleteAsync(Days(0, 4)));
        Assert.Equal(1, await SweepAsync());
        Assert.Empty(await AdmitAsync(1, "new"));
    }

    [Fact]
    public async Task Of_many_thousands_of_keys_those_make_room_whose_values_were_deleted()
    {
        await SweepAsync();
        string[] keys = [.. Enumerable.Range(0, 20_000).Select(i => $"key{i:D5}")];
        await AdmitAsync(keys.Length, keys);
        foreach (var some in keys.Chunk(5_000))
        {
            await CommitAsync(some.Select(key => Row(key, 1)));
        }

        await CommitDaysAsync(1, 1, "key00007");
        await CommitDaysAsync(1, 1, "key19999");
        Assert.Equal(0, await SweepAsync());

        Assert.Equal(keys.Length, await Database.DeleteAsync(Days(0, 1)));

        Assert.Equal(keys.Length - 2, await SweepAsync());
        Assert.Equal(["new"], await AdmitAsync(2, "key00007", "key19999", "new"));
    }

    [Fact]
    public async Task A_key_that_comes_back_after_a_deletion_stays()
    {
        await AdmitAsync(1, "a");
        await CommitAsync(Row("a", 1));
        await Database.DeleteAsync(Days(0, 4));
        await CommitAsync(Row("a", 1));
        await SweepAsync();

        Assert.Equal(["b"], await AdmitAsync(1, "b"));
    }

    [Fact]
    public async Task A_deleted_metric_keeps_no_keys_and_refuses_none()
    {
        await AdmitAsync(1, "a");

        await Database.PurgeAsync(_metric);

        Assert.Empty(await AdmitAsync(1, "b", "c"));
        Assert.Equal(0, await CountRowsAsync(_metric));
    }

    [Fact]
    public async Task Many_at_once_admit_as_many_as_the_limit_says_and_no_more()
    {
        const int limit = 100;
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"key{i:D3}")];

        var admitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var mine = keys.Where((_, i) => (i + caller) % 3 != 0).Reverse().ToArray();
            var known = new List<string>();
            foreach (var some in mine.Chunk(7))
            {
                known.AddRange(some.Except(await AdmitAsync(limit, some)));
            }

            return known;
        })));

        Assert.Equal(limit, admitted.SelectMany(some => some).Distinct().Count());
        Assert.Equal(keys.Except(admitted.SelectMany(some => some)), await AdmitAsync(limit, keys));
    }

    [Fact]
    public async Task Keys_of_many_thousands_are_admitted_and_swept()
    {
        await SweepAsync();
        string[] keys = [.. Enumerable.Range(0, 12_000).Select(i => $"key{i:D5}")];

        Assert.Equal(keys[11_000..], await AdmitAsync(11_000, keys));
        Assert.Equal(11_000, await SweepAsync());

        Assert.Equal(keys[1..], await AdmitAsync(1, keys));
    }

    [Fact]
    public async Task The_metric_with_most_keys_is_known_by_their_number()
    {
        // Other tests may have left a metric with many keys behind.
        await SweepAsync();
        var before = await Database.CountMostKeysAsync();

        await AdmitAsync(before + 1_000, [.. Enumerable.Range(0, (int)before + 200).Select(i => $"key{i}")]);
        Assert.Equal(before + 200, await Database.CountMostKeysAsync());

        await SweepAsync();
        Assert.Equal(before, await Database.CountMostKeysAsync());
    }

    private static Instant Now() => TimeProvider.System.GetCurrentInstant();

    /// <summary>Removes what is without values now, in any metric.</summary>
    private protected Task<long> SweepAsync() => Database.SweepKeysAsync(Now() + Duration.FromDays(1));

    /// <summary>The keys that are refused.</summary>
    private protected async Task<IEnumerable<string>> AdmitAsync(long limit, params IReadOnlyList<string> keys) =>
        (await Database.AdmitKeysAsync([.. keys.Select(key => new MetricKey(_metric, key))], limit)).Refused.Select(key => key.Key).ToList();
}

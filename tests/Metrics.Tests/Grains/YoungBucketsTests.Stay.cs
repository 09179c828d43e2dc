using Metrics.Silo.Grains;
using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Metrics.Tests.Support;

namespace Metrics.Tests.Grains;

/// <summary>How long they stay, and for which the grain is called.</summary>
public sealed partial class YoungBucketsTests
{
    [Fact]
    public async Task One_that_is_added_to_now_and_then_stays_and_goes_when_that_ends()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
        var value = 0;
        for (var i = 0; i < 20; i++)
        {
            for (var point = 1; point < LocalBucket.BusyPoints; point++)
            {
                Assert.True(opened.TryAdd(TestSamples.Sum(1), out var added));
                Assert.Equal(++value, await added.CommittedAsync());
            }

            _time.Advance(LocalBucket.MessageInterval);
            await _young.RunOnceAsync();
            Assert.Same(opened, _local.Find(_bucket));
        }

        await AgeAsync();
        Assert.Null(_local.Find(_bucket));
        Assert.Equal(0, _young.Count);
    }

    [Fact]
    public async Task For_one_that_is_busy_its_grain_is_called_once_in_a_while()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
        for (var point = 0; point < LocalBucket.BusyPoints; point++)
        {
            Assert.True(opened.TryAdd(TestSamples.Sum(1), out var added));
            await added.CommittedAsync();
        }

        _time.Advance(LocalBucket.MessageInterval);

        Assert.False(opened.TryAdd(TestSamples.Sum(1), out _));
        Assert.True(opened.TryAdd(TestSamples.Sum(1), out _));
    }

    [Fact]
    public async Task Points_that_were_there_when_it_was_opened_do_not_make_it_busy()
    {
        _rows.Add(new BucketRow(_bucket with { Key = "known" }, Aggregate.Of(AggregationType.Sum, new Sample(5)) with { Count = 1_000 }, Version: 7));
        var opened = (await _young.OpenAsync(_bucket with { Key = "known" }))!;

        _time.Advance(LocalBucket.MessageInterval);

        Assert.True(opened.TryAdd(TestSamples.Sum(1), out _));
    }

    [Fact]
    public async Task One_that_is_added_to_does_not_stay_either_where_silos_have_come_or_gone()
    {
        Join(s_self);
        _time.Advance(TimeSpan.FromSeconds(1));
        var opened = (await _young.OpenAsync(_bucket))!;
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(LocalBucket.MessageInterval);
            Assert.True(opened.TryAdd(TestSamples.Sum(1), out var added));
            await added.CommittedAsync();
            await _young.RunOnceAsync();
        }

        Assert.Same(opened, _local.Find(_bucket));
        _time.Advance(TimeSpan.FromSeconds(1));
        Join(s_other);
        await _young.RunOnceAsync();

        Assert.Null(_local.Find(_bucket));
        Assert.False(opened.TryAdd(TestSamples.Sum(1), out _));
    }

    [Fact]
    public async Task One_that_is_old_is_closed_when_its_points_are_committed()
    {
        var opened = (await _young.OpenAsync(_bucket))!;
        var committed = new TaskCompletionSource();
        var write = _commit;
        _commit = async rows =>
        {
            await committed.Task;
            return await write(rows);
        };
        var added = AddAsync(opened, 1);

        _time.Advance(LocalBucket.IdleTime - TimeSpan.FromSeconds(1));
        await _young.RunOnceAsync();
        Assert.NotNull(_young.TakeOver(_bucket, () => { }));

        var another = _bucket with { Key = "another" };
        Admit(another);
        opened = (await _young.OpenAsync(another))!;
        var alsoAdded = AddAsync(opened, 5);
        await AgeAsync();
        Assert.Same(opened, _local.Find(another));

        // Whoever comes next calls its grain, which would take it over.
        Assert.False(opened.TryAdd(TestSamples.Sum(1), out _));

        committed.SetResult();
        Assert.Equal(1, await added);
        Assert.Equal(5, await alsoAdded);
        await AgeAsync();
        Assert.Null(_local.Find(another));
        Assert.False(opened.TryAdd(TestSamples.Sum(1), out _));
        Assert.Equal(0, _young.Count);
    }

    [Fact]
    public async Task There_are_so_many_at_most_until_some_are_old()
    {
        for (var i = 0; i < YoungBuckets.MaxCount; i++)
        {
            var bucket = _bucket with { Key = $"{i}" };
            Admit(bucket);
            Assert.NotNull(await _young.OpenAsync(bucket));
        }

        Assert.Null(await _young.OpenAsync(_bucket));
        await AgeAsync();
        Assert.Equal(0, _local.Count);
        Admit(_bucket with { Key = "later" });
        Assert.NotNull(await _young.OpenAsync(_bucket with { Key = "later" }));
    }
}

using Metrics.Silo.Model;
using Metrics.Silo.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Metrics.Tests.Storage;

public sealed class KeyCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KeyCache _cache;

    public KeyCacheTests() => _cache = new KeyCache(_time);

    [Fact]
    public void A_key_is_known_once_it_was_added()
    {
        Assert.False(_cache.Contains(new MetricKey(1, "a")));

        _cache.Add(new MetricKey(1, "a"), isNew: false);

        Assert.True(_cache.Contains(new MetricKey(1, "a")));
        Assert.False(_cache.Contains(new MetricKey(1, "A")));
        Assert.False(_cache.Contains(new MetricKey(2, "a")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(299)]
    [InlineData(599)]
    [InlineData(100_000)]
    public void A_key_is_forgotten_before_its_time_is_up_however_often_it_is_asked_for(int step)
    {
        _cache.Add(new MetricKey(1, "a"), isNew: false);

        for (var passed = TimeSpan.Zero; passed < KeyCache.Lifetime; passed += TimeSpan.FromSeconds(step))
        {
            var isKnown = _cache.Contains(new MetricKey(1, "a"));
            Assert.True(isKnown || passed >= TimeSpan.FromMinutes(5), $"forgotten after {passed}");
            _time.Advance(TimeSpan.FromSeconds(step));
        }

        Assert.False(_cache.Contains(new MetricKey(1, "a")));
    }

    [Fact]
    public void A_key_is_new_once()
    {
        _cache.Add(new MetricKey(1, "known"), isNew: false);
        _cache.Add(new MetricKey(1, "new"), isNew: true);
        _cache.Add(new MetricKey(1, "new and old"), isNew: true);

        Assert.False(_cache.TakeNew(new MetricKey(1, "never seen")));
        Assert.False(_cache.TakeNew(new MetricKey(1, "known")));
        Assert.True(_cache.TakeNew(new MetricKey(1, "new")));
        Assert.False(_cache.TakeNew(new MetricKey(1, "new")));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_cache.TakeNew(new MetricKey(1, "new and old")));
        Assert.True(_cache.Contains(new MetricKey(1, "new and old")));
    }

    [Fact]
    public void It_holds_so_many_keys_and_no_more()
    {
        for (var i = 0; i < 1_000_000; i++)
        {
            _cache.Add(new MetricKey(i, "a"), isNew: false);
        }

        Assert.InRange(Enumerable.Range(0, 1_000_000).Count(i => _cache.Contains(new MetricKey(i, "a"))), 200_000, 400_000);
        Assert.True(_cache.Contains(new MetricKey(999_999, "a")));
    }
}

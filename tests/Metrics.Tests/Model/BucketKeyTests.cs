using System.Text;
using CsCheck;
using Metrics.Silo.Model;
using NodaTime;

namespace Metrics.Tests.Model;

public sealed class BucketKeyTests
{
    private static readonly Instant Start = Instant.FromUtc(2024, 4, 9, 0, 0);

    private static readonly Gen<BucketKey> AnyKey = Gen.Select(
        Gen.OneOf(Gen.Long[1, 3], Gen.Long[1, long.MaxValue]),
        Gen.OneOf(Gen.Long[-2, 2], Gen.Long[-62_135_596_800, 253_402_300_799]),
        Gen.OneOf(Gen.String, Gen.Char["|b0-9 é"].Array[0, 8].Select(chars => new string(chars))),
        (metric, seconds, key) => new BucketKey(metric, Instant.FromUnixTimeSeconds(seconds), key));

    private static readonly Gen<string> AnyText = Gen.OneOf(Gen.Const("a"), Gen.Const("\uD7FF"), Gen.Const("\uE000"), Gen.Const("🙂"), Gen.Const("🙃"), Gen.Const("𐀀"))
        .Array[0, 4].Select(parts => string.Concat(parts));

    [Fact]
    public void A_grain_key_names_metric_start_and_key() =>
        Assert.Equal("b|3|1712620800|app1", new BucketKey(3, Start, "app1").ToGrainKey());

    [Fact]
    public void A_metric_without_keys_has_an_empty_one()
    {
        var key = new BucketKey(3, Start, "");

        Assert.Equal("b|3|1712620800|", key.ToGrainKey());
        Assert.Equal(key, BucketKey.FromGrainKey("b|3|1712620800|"));
    }

    [Fact]
    public void A_bar_within_the_key_belongs_to_the_key() =>
        Assert.Equal(new BucketKey(3, Start, "|a|b|"), BucketKey.FromGrainKey("b|3|1712620800||a|b|"));

    [Fact]
    public void A_bucket_may_begin_before_1970() =>
        Assert.Equal(
            new BucketKey(1, Instant.FromUtc(1969, 12, 31, 23, 0), "k"),
            BucketKey.FromGrainKey(new BucketKey(1, Instant.FromUtc(1969, 12, 31, 23, 0), "k").ToGrainKey()));

    [Fact]
    public void Keys_that_look_like_numbers_stay_apart() =>
        Assert.NotEqual(new BucketKey(3, Start, "020235").ToGrainKey(), new BucketKey(3, Start, "20235").ToGrainKey());

    [Fact]
    public void Every_key_is_read_back_as_it_was() =>
        AnyKey.Sample(key => BucketKey.FromGrainKey(key.ToGrainKey()) == key, iter: 10_000);

    [Fact]
    public void Two_keys_share_a_grain_only_if_they_are_one() =>
        Gen.Select(AnyKey, AnyKey).Sample((a, b) => a == b == (a.ToGrainKey() == b.ToGrainKey()), iter: 10_000);

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("b|")]
    [InlineData("b||")]
    [InlineData("b|||")]
    [InlineData("b|3")]
    [InlineData("b|3|")]
    [InlineData("b|3|1712620800")]
    [InlineData("b|3||app1")]
    [InlineData("b||1712620800|app1")]
    [InlineData("m|3|1712620800|app1")]
    [InlineData("B|3|1712620800|app1")]
    [InlineData("b|x|1712620800|app1")]
    [InlineData("b|3|x|app1")]
    [InlineData("b| 3|1712620800|app1")]
    [InlineData("b|3|1712620800 |app1")]
    [InlineData("b|99999999999999999999|1712620800|app1")]
    [InlineData("b|3|9223372036854775807|app1")]
    [InlineData("b|3|-9223372036854775808|app1")]
    public void What_is_no_grain_key_of_a_bucket_is_refused(string text) =>
        Assert.Throws<FormatException>(() => BucketKey.FromGrainKey(text));

    [Fact]
    public void Keys_are_in_the_order_of_their_code_points_as_in_the_databases()
    {
        string[] keys = ["", "a", "a\uD7FF", "a\uE000", "a\uFFFD", "a🙂", "a🙂b", "a🙃", "b"];

        Assert.Equal(keys, keys.Reverse().Select(key => new BucketKey(1, Start, key)).Order().Select(key => key.Key));
        Gen.Select(AnyText, AnyText).Sample(
            (a, b) => Math.Sign(new BucketKey(1, Start, a).CompareTo(new BucketKey(1, Start, b)))
                == Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))),
            iter: 10_000);
    }

    [Fact]
    public void Buckets_are_ordered_by_metric_then_start_then_key()
    {
        BucketKey[] ordered =
        [
            new(1, Start, "b"),
            new(2, Start, ""),
            new(2, Start, "B"),
            new(2, Start, "a"),
            new(2, Start, "ab"),
            new(2, Start, "a|"),
            new(2, Start, "b"),
            new(2, Start, "é"),
            new(2, Start + Duration.FromHours(1), "a"),
            new(10, Start, "a"),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void The_order_is_total_and_the_operators_follow_it() =>
        Gen.Select(AnyKey, AnyKey, AnyKey).Sample((a, b, c) =>
        {
            Assert.Equal(a == b, a.CompareTo(b) == 0);
            Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
            Assert.True(!(a <= b && b <= c) || a <= c);
            Assert.Equal((a.CompareTo(b) < 0, a.CompareTo(b) > 0), (a < b, a > b));
            Assert.Equal((a.CompareTo(b) <= 0, a.CompareTo(b) >= 0), (a <= b, a >= b));
        }, iter: 10_000);
}

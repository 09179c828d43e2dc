using CsCheck;
using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

public sealed class TextTests
{
    private const string Emoji = "🦊";

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("app 1")]
    [InlineData("a/b|c\\d\"e'f")]
    [InlineData("12345")]
    [InlineData("Zürich")]
    [InlineData("東京")]
    [InlineData("مرحبا")]
    [InlineData(Emoji)]
    public void A_key_may_be_of_any_script(string key) =>
        Assert.True(Text.IsKey(key));

    [Fact]
    public void A_key_says_something() =>
        Assert.False(Text.IsKey(""));

    [Fact]
    public void A_key_ends_at_255_characters()
    {
        Assert.True(Text.IsKey(new string('k', 255)));
        Assert.False(Text.IsKey(new string('k', 256)));
    }

    [Fact]
    public void An_emoji_is_one_character()
    {
        Assert.True(Text.IsKey(Repeat(Emoji, 255)));
        Assert.False(Text.IsKey(Repeat(Emoji, 256)));
        Assert.True(Text.IsKey(Repeat(Emoji, 254) + "k"));
        Assert.False(Text.IsKey(Repeat(Emoji, 254) + "kk"));
    }

    [Fact]
    public void A_letter_and_its_accent_are_two_characters()
    {
        Assert.True(Text.IsKey(Repeat("e\u0301", 127)));
        Assert.False(Text.IsKey(Repeat("e\u0301", 128)));
    }

    [Fact]
    public void A_control_character_anywhere_is_refused()
    {
        foreach (var control in Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)))
        {
            var character = ((char)control).ToString();
            Assert.False(Text.IsKey(character), $"U+{control:X4} alone");
            Assert.False(Text.IsKey(character + "key"), $"U+{control:X4} in front");
            Assert.False(Text.IsKey("k" + character + "ey"), $"U+{control:X4} within");
            Assert.False(Text.IsKey("key" + character), $"U+{control:X4} behind");
        }
    }

    [Fact]
    public void The_neighbours_of_the_control_characters_are_welcome()
    {
        Assert.True(Text.IsKey("\u0020"));
        Assert.True(Text.IsKey("\u007E"));
        Assert.True(Text.IsKey("\u00A0"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.False(Text.IsKey("\uD83E"));
        Assert.False(Text.IsKey("\uDD8A"));
        Assert.False(Text.IsKey("fox \uD83E"));
        Assert.False(Text.IsKey("\uDD8A fox"));
        Assert.False(Text.IsKey("\uD83Efox\uDD8A"));
        Assert.False(Text.IsKey("\uDD8A\uD83E"));
        Assert.False(Text.IsKey(Emoji + "\uD83E"));
    }

    [Fact]
    public void A_key_of_great_length_is_refused() =>
        Assert.False(Text.IsKey(new string('k', 1_000_000)));

    [Fact]
    public void A_key_is_what_the_rules_say() =>
        Gen.OneOf(Gen.Char, Gen.OneOf('k', '\t', '\uD83E', '\uDD8A', '\u0085')).Array[0, 5].Select(chars => new string(chars)).Sample(text =>
        {
            var runes = text.EnumerateRunes().ToArray();
            var isUnicode = string.Concat(runes) == text;
            return Text.IsKey(text) == (isUnicode && runes.Length > 0 && !text.Any(char.IsControl));
        }, iter: 10_000);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}

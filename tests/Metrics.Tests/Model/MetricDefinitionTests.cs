using Metrics.Silo.Model;

namespace Metrics.Tests.Model;

public sealed class MetricDefinitionTests
{
    private const string Emoji = "🦊";

    private static readonly MetricDefinition Definition =
        new(3, "playbookRuns", AggregationType.Sum, Interval.Hourly, KeyedValues: true, "Runs per playbook");

    [Theory]
    [InlineData("a")]
    [InlineData("playbookRuns")]
    [InlineData("My Custom Metric")]
    [InlineData("100%")]
    [InlineData("1a")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("1 2")]
    [InlineData("a\\b?c#d&e=f")]
    [InlineData("größe")]
    [InlineData("計測")]
    [InlineData(Emoji)]
    public void A_name_may_be_of_any_script(string name) =>
        Assert.True(MetricDefinition.IsName(name));

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("020235")]
    [InlineData("99999999999999999999999999999999")]
    public void A_name_of_digits_would_be_an_id(string name) =>
        Assert.False(MetricDefinition.IsName(name));

    [Theory]
    [InlineData("/")]
    [InlineData("a/b")]
    [InlineData("a/")]
    public void A_slash_would_end_the_segment_of_the_path(string name) =>
        Assert.False(MetricDefinition.IsName(name));

    [Fact]
    public void A_name_says_something() =>
        Assert.False(MetricDefinition.IsName(""));

    [Fact]
    public void A_name_ends_at_45_characters()
    {
        Assert.True(MetricDefinition.IsName(new string('n', 45)));
        Assert.False(MetricDefinition.IsName(new string('n', 46)));
    }

    [Fact]
    public void An_emoji_is_one_character_of_a_name()
    {
        Assert.True(MetricDefinition.IsName(string.Concat(Enumerable.Repeat(Emoji, 45))));
        Assert.False(MetricDefinition.IsName(string.Concat(Enumerable.Repeat(Emoji, 46))));
    }

    [Fact]
    public void A_name_holds_no_control_character_and_no_half_of_a_pair()
    {
        Assert.False(MetricDefinition.IsName("a\tb"));
        Assert.False(MetricDefinition.IsName("a\n"));
        Assert.False(MetricDefinition.IsName("\0a"));
        Assert.False(MetricDefinition.IsName("a\u007F"));
        Assert.False(MetricDefinition.IsName("a\u0085"));
        Assert.False(MetricDefinition.IsName("a\uD83E"));
    }

    [Fact]
    public void A_description_may_span_lines() =>
        Assert.True(MetricDefinition.IsDescription("Runs per playbook,\r\n\tfailed ones too " + Emoji));

    [Fact]
    public void A_description_has_1_to_500_characters()
    {
        Assert.False(MetricDefinition.IsDescription(""));
        Assert.True(MetricDefinition.IsDescription("d"));
        Assert.True(MetricDefinition.IsDescription(new string('d', 500)));
        Assert.False(MetricDefinition.IsDescription(new string('d', 501)));
        Assert.True(MetricDefinition.IsDescription(string.Concat(Enumerable.Repeat(Emoji, 500))));
        Assert.False(MetricDefinition.IsDescription(string.Concat(Enumerable.Repeat(Emoji, 501))));
    }

    [Fact]
    public void A_description_is_valid_unicode() =>
        Assert.False(MetricDefinition.IsDescription("fox \uD83E"));

    [Fact]
    public void A_definition_asked_for_again_is_the_same_whatever_its_id() =>
        Assert.True(Definition.IsSameAs(Definition with { Id = 0 }));

    [Fact]
    public void A_definition_in_other_words_is_another()
    {
        Assert.False(Definition.IsSameAs(Definition with { Name = "PlaybookRuns" }));
        Assert.False(Definition.IsSameAs(Definition with { AggregationType = AggregationType.Count }));
        Assert.False(Definition.IsSameAs(Definition with { Interval = Interval.Daily }));
        Assert.False(Definition.IsSameAs(Definition with { KeyedValues = false }));
        Assert.False(Definition.IsSameAs(Definition with { Description = null }));
        Assert.False(Definition.IsSameAs(Definition with { Description = "runs per playbook" }));
    }
}

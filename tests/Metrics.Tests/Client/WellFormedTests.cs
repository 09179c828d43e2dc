using Metrics.Client;

namespace Metrics.Tests.Client;

/// <summary>What has no form in UTF-8 is refused by the .NET client: it would become a key, a metric or a description that it is not.</summary>
public sealed class WellFormedTests
{
    private static readonly DateOnly Day = new(2024, 4, 9);

    /// <summary>Halves of a surrogate pair, or both in the wrong order. xUnit cannot hand over such text.</summary>
    private static readonly string[] Broken = ["a\uD83D", "\uDE00", "\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"];

    [Fact]
    public void A_point_has_no_key_of_half_a_character() => Assert.All(Broken, key =>
    {
        Assert.Throws<ArgumentException>("Key", () => new Point(1, key));
        Assert.Throws<ArgumentException>("Key", () => new Point(1) with { Key = key });
    });

    [Fact]
    public async Task Nobody_asks_for_half_a_character()
    {
        using var client = Client();
        foreach (var key in Broken)
        {
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.ReadAsync("runs", new DataQuery { Keys = ["a", key] }).ToListAsync());
            await Assert.ThrowsAsync<ArgumentException>("name", () => client.DeleteDataAsync("runs", Day, Day.AddDays(1), [key]));
            await Assert.ThrowsAsync<ArgumentException>("search", async () => await client.ReadKeysAsync("runs", search: key).ToListAsync());
        }
    }

    [Fact]
    public async Task Nobody_means_a_metric_by_half_a_character()
    {
        using var client = Client();
        foreach (var name in Broken)
        {
            Assert.Throws<ArgumentException>("name", () => MetricRef.FromString(name));
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.AddAsync(name, new Point(1)));
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.AddAsync([(name, new Point(1))]));
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.FindAsync(name));
        }
    }

    [Fact]
    public async Task No_metric_is_called_or_described_by_half_a_character()
    {
        using var client = Client();
        var runs = new MetricDefinition("runs", DataType.Sum, Interval.Daily);
        foreach (var text in Broken)
        {
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.CreateAsync(runs with { Name = text }));
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.GetOrCreateAsync(runs with { Name = text }));
            await Assert.ThrowsAsync<ArgumentException>("name", async () => await client.UpdateAsync("runs", name: text));
            await Assert.ThrowsAsync<ArgumentException>("description", async () => await client.CreateAsync(runs with { Description = text }));
            await Assert.ThrowsAsync<ArgumentException>("description", async () => await client.UpdateAsync("runs", description: text));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\U0001F600\uFFFD\u00E9")]
    public void Whole_characters_are_kept(string? key) => Assert.Equal((key, key), (new Point(1, key).Key, (new Point(1) with { Key = key }).Key));

    private static MetricsClient Client() => new(
        new MetricsClientOptions { Server = new Uri("http://localhost:1"), Credentials = MetricsCredentials.Token("token") },
        new ScriptedHandler(ScriptedHandler.Throws(new InvalidOperationException("Nothing is to be sent."))));
}

using System.Net;
using Metrics.Client;
using Metrics.Tests.Support;

namespace Metrics.Tests.Client;

/// <summary>The .NET client against the real host.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class MetricsClientTests(SharedGateway gateway)
{
    private static readonly DateOnly Day = new(2024, 4, 9);
    private static readonly DateTimeOffset Midnight = new(2024, 4, 9, 0, 0, 0, TimeSpan.Zero);
    private static readonly DataQuery WholeDay = new() { Start = Day, End = Day.AddDays(1) };

    [Fact]
    public async Task The_example_of_the_readme_prints_what_it_says()
    {
        using var host = new GatewayHost();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("credentials.json"), $$"""{"token":"{{TestUsers.AdministratorToken}}"}""");

        Assert.Equal(ReadmeExample.Output, await ReadmeExample.RunAsync(host.Address.ToString(), folder.File("credentials.json")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_metric_that_is_missing_is_created_and_one_that_is_there_is_found(bool signs)
    {
        using var client = Client(signs
            ? MetricsCredentials.Signature(TestUsers.SigningId, TestUsers.SigningSecret)
            : MetricsCredentials.Token(TestUsers.StandardToken));
        var definition = new MetricDefinition($"client create % {signs}", DataType.Average, Interval.Weekly, KeyedValues: true, "First words");

        Assert.Null(await client.FindAsync(definition.Name));
        var created = await client.GetOrCreateAsync(definition);
        var found = await client.GetOrCreateAsync(definition with { Description = "Other words" });

        Assert.Equal(definition, created.Definition);
        Assert.Equal(created, found);
        Assert.Equal(created, await client.FindAsync(created.Id));
        Assert.Equal([created], await client.ListAsync(definition.Name.ToUpperInvariant()).ToListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Access_ids_and_tokens_may_have_any_letters(bool signs)
    {
        using var host = new GatewayHost(settings: new Dictionary<string, string>
        {
            ["Organizations:0:ApiUsers:1:AccessId"] = "jürgen",
            ["Organizations:0:ApiUsers:1:SecretKey"] = "Schlüssel",
            ["Organizations:0:ApiUsers:1:Token"] = "grüße",
        });
        using var client = new MetricsClient(new MetricsClientOptions
        {
            Server = host.Address,
            Credentials = signs ? MetricsCredentials.Signature("jürgen", "Schlüssel") : MetricsCredentials.Token("grüße"),
            MaxRetries = 0,
        });

        Assert.Empty(await client.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_metric_of_that_name_that_is_something_else_is_refused()
    {
        using var client = Client();
        var definition = new MetricDefinition("client other", DataType.Sum, Interval.Daily);
        await client.CreateAsync(definition);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.GetOrCreateAsync(definition with { Interval = Interval.Hourly }));

        Assert.Equal(HttpStatusCode.BadRequest, failure.Status);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.Contains("a(n) customMetric with this name already exists", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_another_program_creates_in_between_is_found_whatever_its_words()
    {
        var definition = new MetricDefinition("client race", DataType.Sum, Interval.Daily, Description: "First words");
        using var first = Client();
        Metric? created = null;
        using var second = Client(new ScriptedHandler(async (passOn, cancellationToken) =>
        {
            var nothing = await passOn();
            created = await first.CreateAsync(definition, cancellationToken);
            return nothing;
        }));

        var found = await second.GetOrCreateAsync(definition with { Description = "Other words" });

        Assert.Equal(created, found);
    }

    [Fact]
    public async Task A_rename_keeps_the_id_and_a_delete_leaves_nothing()
    {
        using var client = Client();
        var metric = await client.CreateAsync(new MetricDefinition("client former", DataType.Sum, Interval.Daily, Description: "Words"));

        var renamed = await client.UpdateAsync(metric, name: "client latter", description: "");
        Assert.Equal(new Metric(metric.Id, metric.Definition with { Name = "client latter", Description = null }), renamed);

        await client.DeleteAsync(renamed);
        Assert.Null(await client.FindAsync("client latter"));
    }

    [Fact]
    public async Task Points_whose_answers_are_lost_count_once()
    {
        using var client = Client(losses: 2);
        var metric = await CreateAsync("client lost", losses: 0);

        var running = await client.AddAndReturnAsync(metric, new Point(0.1m, Date: Day));
        Assert.Equal(new RunningValue(0.1m, Midnight), running);

        using var again = Client(losses: 1);
        await again.AddAsync(metric, [new Point(0.2m, Date: Day), new Point(0.3m, Date: Midnight.AddHours(23))]);

        Assert.Equal([new DataPoint(Midnight, Value: 0.6m, Count: 3)], await client.ReadAsync(metric, WholeDay).ToListAsync());
    }

    [Fact]
    public async Task A_delete_whose_answer_is_lost_is_done()
    {
        var metric = await CreateAsync("client lost delete", losses: 0);
        using var client = Client(losses: 1);

        await client.DeleteAsync(metric);

        Assert.Null(await client.FindAsync(metric));
    }

    [Fact]
    public async Task A_rename_whose_answer_is_lost_says_that_it_may_be_done()
    {
        var metric = await CreateAsync("client lost rename", losses: 0);
        using var client = Client(losses: 1);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.UpdateAsync("client lost rename", name: "client new name"));

        Assert.Equal((HttpStatusCode.NotFound, true), (failure.Status, failure.IsOutcomeUnknown));
        Assert.Equal(metric.Id, (await client.FindAsync("client new name"))?.Id);
    }

    [Fact]
    public async Task No_answer_in_the_end_says_that_the_outcome_is_unknown()
    {
        var metric = await CreateAsync("client gone", losses: 0);
        using var client = Client(losses: 100, maxRetries: 1);

        var failure = await Assert.ThrowsAsync<MetricsException>(() => client.AddAsync(metric, new Point(1)));

        Assert.True(failure.IsOutcomeUnknown);
        Assert.Contains("got no answer in 2 attempts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_with_a_bad_point_is_refused_and_says_which()
    {
        using var client = Client();
        var metric = await CreateAsync("client bad batch", losses: 0);

        var failure = await Assert.ThrowsAsync<MetricsException>(
            () => client.AddAsync(metric, [new Point(1, Date: Day), new Point(2, Key: "key", Date: Day)]));

        Assert.Equal(HttpStatusCode.BadRequest, failure.Status);
        Assert.Equal(1, Assert.Single(failure.Errors).Index);
        Assert.Empty(await client.ReadAsync(metric, WholeDay).ToListAsync());
    }

    [Fact]
    public async Task Days_and_times_without_a_zone_are_those_of_the_organization()
    {
        using var client = Client(MetricsCredentials.Token(TestUsers.NewYorkToken));
        var metric = await client.CreateAsync(new MetricDefinition("client dates", DataType.Count, Interval.Hourly));

        var dates = new List<DateTimeOffset>();
        foreach (var date in (PointDate[])[Day, new DateTime(2024, 4, 9, 13, 30, 0), Midnight, Midnight.UtcDateTime.AddHours(1)])
        {
            dates.Add((await client.AddAndReturnAsync(metric, new Point(Date: date))).Date);
        }

        Assert.Equal([Midnight.AddHours(4), Midnight.AddHours(17), Midnight, Midnight.AddHours(1)], dates);
    }

    [Fact]
    public async Task Ranges_are_deleted_and_keys_are_listed()
    {
        using var client = Client();
        var metric = await client.CreateAsync(new MetricDefinition("client range", DataType.Max, Interval.Daily, KeyedValues: true));
        await client.AddAsync(metric, [new Point(1, "a", Day), new Point(5, "b & c", Day), new Point(2, "a", Day.AddDays(1))]);

        Assert.Equal(1, await client.DeleteDataAsync(metric, Day, Day.AddDays(1), ["b & c"]));

        Assert.Equal(
            [new DataPoint(Midnight.AddDays(1), "a", 2, 1), new DataPoint(Midnight, "a", 1, 1)],
            await client.ReadAsync(metric, new DataQuery { Start = Day, End = Day.AddDays(2), Descending = true }).ToListAsync());
        Assert.Contains(new KeyValue("a", 2, Midnight.AddDays(1)), await client.ReadKeysAsync(metric, byValue: true).ToListAsync());
    }

    [Fact]
    public async Task Who_names_no_key_or_no_date_deletes_nothing()
    {
        using var client = Client();
        var metric = await client.CreateAsync(new MetricDefinition("client nothing", DataType.Sum, Interval.Daily, KeyedValues: true));
        await client.AddAsync(metric, new Point(1, "a", Day));

        Assert.Equal(0, await client.DeleteDataAsync(metric, Day, Day.AddDays(1), keys: []));
        var refused = await Assert.ThrowsAsync<MetricsException>(() => client.DeleteDataAsync(metric, Day, Day.AddDays(1), keys: [null!]));
        await Assert.ThrowsAsync<ArgumentException>("start", () => client.DeleteDataAsync(metric, default, Day.AddDays(1)));
        await Assert.ThrowsAsync<ArgumentException>("end", () => client.DeleteDataAsync(metric, Day, default));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Single(await client.ReadAsync(metric, WholeDay).ToListAsync());
    }

    [Fact]
    public async Task What_was_read_is_read_again_by_going_through_it_again()
    {
        using var client = Client();
        var metric = await client.CreateAsync(new MetricDefinition("client twice", DataType.Sum, Interval.Daily, KeyedValues: true));
        await client.AddAsync(metric, new Point(1, "a", Day));
        var (values, keys) = (client.ReadAsync(metric, WholeDay), client.ReadKeysAsync(metric));

        Assert.Equal(await values.ToListAsync(), await values.ToListAsync());
        Assert.Equal(await keys.ToListAsync(), await keys.ToListAsync());
    }

    private async Task<Metric> CreateAsync(string name, int losses)
    {
        using var client = Client(losses: losses);
        return await client.CreateAsync(new MetricDefinition(name, DataType.Sum, Interval.Daily));
    }

    private MetricsClient Client(HttpMessageHandler handler) => new(
        new MetricsClientOptions { Server = gateway.Host.Address, Credentials = MetricsCredentials.Token(TestUsers.AdministratorToken) },
        handler);

    private MetricsClient Client(MetricsCredentials? credentials = null, int losses = 0, int maxRetries = 3) => new(
        new MetricsClientOptions
        {
            Server = gateway.Host.Address,
            Credentials = credentials ?? MetricsCredentials.Token(TestUsers.AdministratorToken),
            MaxRetries = maxRetries,
        },
        new ScriptedHandler(ScriptedHandler.Times(losses, ScriptedHandler.LosesAnswer())));
}

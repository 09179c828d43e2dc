using System.Net;
using Metrics.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>Pages of values, and values as CSV.</summary>
public sealed class ReadFormatTests : IDisposable
{
    private readonly GatewayHost _host = new(now: "2024-04-10T14:44:00Z");
    private readonly HttpClient _client;

    public ReadFormatTests() => _client = _host.Client();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Pages_fit_together_and_the_first_one_says_how_many_values_there_are()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=1", "2024-04-01 b=2", "2024-04-02 a=3", "2024-04-02 c=4", "2024-04-03 a=5");
        const string path = "/v2/customMetrics/runs/data?startDate=-60d";

        Assert.Equal(5, (await _client.Get(path)).ResultCount());
        Assert.Equal(5, (await _client.Get($"{path}&resultLimit=2")).ResultCount());
        Assert.Equal(5, (await _client.Get($"{path}&resultLimit=5")).ResultCount());
        Assert.Null((await _client.Get($"{path}&resultStart=2&resultLimit=2")).ResultCount());
        Assert.Equal(["2024-04-01 a=1.0", "2024-04-01 b=2.0"], await _client.ReadPoints("runs", "startDate=-60d&resultLimit=2"));
        Assert.Equal(["2024-04-02 a=3.0", "2024-04-02 c=4.0"], await _client.ReadPoints("runs", "startDate=-60d&resultStart=2&resultLimit=2"));
        Assert.Equal(["2024-04-03 a=5.0"], await _client.ReadPoints("runs", "startDate=-60d&resultStart=4&resultLimit=2"));
        Assert.Empty(await _client.ReadPoints("runs", "startDate=-60d&resultStart=5"));
    }

    [Theory]
    [InlineData("sumKeys=true", 3)]
    [InlineData("topKeys=1", 5)]
    [InlineData("topKeys=1&sumKeys=true", 3)]
    [InlineData("name=b&name=c", 2)]
    public async Task The_count_is_that_of_what_would_be_answered(string query, int count)
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=1", "2024-04-01 b=2", "2024-04-02 a=3", "2024-04-02 c=4", "2024-04-03 a=5");

        Assert.Equal(count, (await _client.Get($"/v2/customMetrics/runs/data?startDate=-60d&{query}&resultLimit=1")).ResultCount());
        Assert.Equal(count, (await _client.ReadPoints("runs", $"startDate=-60d&{query}")).Count);
    }

    [Fact]
    public async Task Pages_go_through_the_largest_keys_and_the_others()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a=1", "2024-04-01 b=2", "2024-04-02 a=3", "2024-04-02 c=4", "2024-04-03 a=5");

        Assert.Equal(
            ["2024-04-01 other=2.0", "2024-04-02 a=3.0", "2024-04-02 other=4.0"],
            await _client.ReadPoints("runs", "startDate=-60d&topKeys=1&resultStart=1&resultLimit=3"));
    }

    [Fact]
    public async Task CSV_has_a_line_for_each_value()
    {
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-01 a, \"b\"=1", "2024-04-01 ä=0.10", "2024-04-02 a=79228162514264337593543950335");

        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                "text/csv; charset=utf-8",
                "date,name,value,count\r\n"
                + "2024-04-01T00:00:00Z,\"a, \"\"b\"\"\",1.0,1\r\n"
                + "2024-04-01T00:00:00Z,ä,0.1,1\r\n"
                + "2024-04-02T00:00:00Z,a,79228162514264337593543950335.0,1\r\n"),
            await GetCsv("runs", "startDate=-60d"));
    }

    [Fact]
    public async Task CSV_has_no_names_where_there_are_none_and_no_value_in_an_empty_bucket()
    {
        await _client.Define("confidence", "Average");
        await _client.AddPoints("confidence", "2024-04-08=1", "2024-04-08=2", "2024-04-08=2");
        await _client.Define("runs", keyed: true);
        await _client.AddPoints("runs", "2024-04-10 a=1", "2024-04-10 b=2");

        Assert.Equal(
            "date,value,count\r\n2024-04-08T00:00:00Z,1.6666666666666666666666666667,3\r\n2024-04-09T00:00:00Z,,0\r\n",
            (await GetCsv("confidence", "startDate=2024-04-08&endDate=2024-04-10&fill=true")).Body);
        Assert.Equal("date,value,count\r\n2024-04-10T00:00:00Z,3.0,2\r\n", (await GetCsv("runs", "sumKeys=true")).Body);
        Assert.Equal("date,name,value,count\r\n", (await GetCsv("runs", "endDate=2024-04-01")).Body);
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv, */*", true)]
    [InlineData("application/json;q=0.5, TEXT/CSV", true)]
    [InlineData("text/html, text/csv", true)]
    [InlineData("application/xml, text/csv, application/json", true)]
    [InlineData("text/html, application/*;q=0.9, text/csv;q=0.8", false)]
    [InlineData("application/json, text/csv", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("text/html, */*;q=0.8", false)]
    [InlineData("nonsense", false)]
    public async Task CSV_is_for_those_who_would_rather_have_it(string accept, bool isCsv)
    {
        await _client.Define("runs");

        Assert.Equal(isCsv ? "text/csv; charset=utf-8" : "application/json", (await GetAccepting(accept, "runs", "")).ContentType);
    }

    [Fact]
    public async Task A_mistake_is_answered_in_JSON()
    {
        await _client.Define("runs");

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: order must be asc or desc"),
            await GetCsv("runs", "order=up"));
    }

    [Fact]
    public async Task An_answer_of_many_pieces_has_every_value_once()
    {
        var id = await _client.Define("runs", interval: "Hourly", keyed: true);
        var start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var expected = Enumerable.Range(0, 120)
            .SelectMany(hour => Enumerable.Range(0, 101).Select(key => $"{start.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},k{key:D3},{hour + key}.0,1"))
            .ToList();
        await SeedAsync(id, 120, 101);

        Assert.Equal(expected, (await GetCsv("runs", "startDate=2024-01-01")).Body.Split("\r\n")[1..^1]);
        Assert.Equal(expected.AsEnumerable().Reverse(), (await GetCsv("runs", "startDate=2024-01-01&order=desc")).Body.Split("\r\n")[1..^1]);
        Assert.Equal(12_120, (await _client.Get("/v2/customMetrics/runs/data?startDate=2024-01-01")).ResultCount());
        Assert.Equal(expected.Skip(5_001).Take(6_000), (await GetCsv("runs", "startDate=2024-01-01&resultStart=5001&resultLimit=6000")).Body.Split("\r\n")[1..^1]);
    }

    /// <summary>Puts values of hours and keys into the database, sooner than requests would.</summary>
    private async Task SeedAsync(long metric, int hours, int keys)
    {
        await using var connection = new SqliteConnection($"Data Source={_host.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            WITH hours AS (SELECT value AS hour FROM json_each('[{string.Join(',', Enumerable.Range(0, hours))}]')),
                 keys AS (SELECT value AS k FROM json_each('[{string.Join(',', Enumerable.Range(0, keys))}]'))
            INSERT INTO metric_buckets (metric_id, bucket_start, key, count, sum, version, updated_at)
            SELECT {metric}, 1704067200 + hour * 3600, printf('k%03d', k), 1, CAST(hour + k AS text), 1, 0 FROM hours, keys
            """;
        await command.ExecuteNonQueryAsync();
    }

    private Task<Answer> GetCsv(string metric, string query) => GetAccepting("text/csv", metric, query);

    private async Task<Answer> GetAccepting(string accept, string metric, string query)
    {
        using var client = _host.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        return await client.Get($"/v2/customMetrics/{metric}/data?{query}");
    }
}

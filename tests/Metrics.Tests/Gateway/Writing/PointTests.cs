using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>How the members of a point are read.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class PointTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("2.50", "2.5")]
    [InlineData("1e3", "1000.0")]
    [InlineData("1E+2", "100.0")]
    [InlineData("25e-1", "2.5")]
    [InlineData("-3", "-3.0")]
    [InlineData("0", "0.0")]
    [InlineData("-0.0", "0.0")]
    [InlineData("0.10", "0.1")]
    [InlineData("1000000", "1000000.0")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335.0")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335.0")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("12345678901234.12345678901234", "12345678901234.12345678901234")]
    public async Task A_value_is_a_number_or_a_string_that_holds_one(string text, string value)
    {
        var id = await _client.Define($"value {text}", "Last");

        Assert.Equal(Running(value), await _client.AddReturning(id, $$"""{"value":{{text}},"date":"2024-04-09"}"""));
        Assert.Equal(Running(value), await _client.AddReturning(id, $$"""{"value":"{{text}}","date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_weight_is_a_number_or_a_string_that_holds_one()
    {
        var id = await _client.Define("weights", "Average");

        Assert.Equal(Running("10.0"), await _client.AddReturning(id, """{"value":"10","weight":"0.5","date":"2024-04-09"}"""));
        Assert.Equal(Running("25.0"), await _client.AddReturning(id, """{"value":30,"weight":1.5,"date":"2024-04-09"}"""));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task A_weight_that_is_empty_is_one(string weight)
    {
        var id = await _client.Define($"empty weight {weight.Length}", "Average");
        await _client.AddReturning(id, """{"value":10,"weight":3,"date":"2024-04-09"}""");

        Assert.Equal(Running("12.5"), await _client.AddReturning(id, $$"""{"value":20,"weight":{{weight}},"date":"2024-04-09"}"""));
    }

    [Fact]
    public async Task A_date_that_is_missing_or_empty_is_now()
    {
        using var host = new GatewayHost(now: "2024-04-09T23:59:59Z");
        using var client = host.Client();
        var id = await client.Define("now", interval: "Hourly");
        string[] bodies = ["""{"value":1}""", """{"value":1,"date":""}""", """{"value":1,"date":null}""", """{"value":1,"date":"","weight":""}"""];

        for (var i = 0; i < bodies.Length; i++)
        {
            Assert.Equal($$"""{"value":{{i + 1}}.0,"date":"2024-04-09T23:00:00Z"}""", await client.AddReturning(id, bodies[i]));
        }
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("empty", "\"value\":\"\",")]
    [InlineData("null", "\"value\":null,")]
    [InlineData("number", "\"value\":99,")]
    [InlineData("word", "\"value\":\"not a number\",")]
    [InlineData("object", "\"value\":{\"not\":[\"a\",\"number\"]},")]
    public async Task A_count_takes_no_notice_of_values(string what, string value)
    {
        var id = await _client.Define($"count of {what}", "Count");
        var body = $$"""{{{value}}"date":"2024-04-09"}""";
        await _client.AddReturning(id, body);

        Assert.Equal(Running("2.0"), await _client.AddReturning(id, body));
    }

    [Fact]
    public async Task Members_that_nobody_knows_are_ignored()
    {
        var id = await _client.Define("unknown members");

        Assert.Equal(Running("1.0"), await _client.AddReturning(
            id, """{"source":{"app":["x",null,1.5e9]},"value":1,"Value":2,"date":"2024-04-09","note":"","note":""}"""));
    }

    [Theory]
    [InlineData("2018-10-19T14:44:00Z", "2018-10-19T14:00:00Z")]
    [InlineData("2024-04-09T14:44:00Z", "2024-04-09T14:00:00Z")]
    [InlineData("2024-04-09T14:44:00.5Z", "2024-04-09T14:00:00Z")]
    [InlineData("2024-04-09T14:59:59.999999999Z", "2024-04-09T14:00:00Z")]
    [InlineData("2024-04-09T14:44:00+02:00", "2024-04-09T12:00:00Z")]
    [InlineData("2024-04-09T14:44:00.123-05:30", "2024-04-09T20:00:00Z")]
    [InlineData("2024-04-09T14:44:00", "2024-04-09T14:00:00Z")]
    [InlineData("2024-04-09T14:44", "2024-04-09T14:00:00Z")]
    [InlineData("2024-04-09", "2024-04-09T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z")]
    public async Task A_date_is_read_as_ISO_8601(string date, string bucket)
    {
        var id = await _client.Define($"date {date}", "Last", "Hourly");

        Assert.Equal($$"""{"value":1.0,"date":"{{bucket}}"}""", await _client.AddReturning(id, $$"""{"value":1,"date":"{{date}}"}"""));
    }

    [Fact]
    public async Task All_members_come_together()
    {
        var id = await _client.Define("all members", "Average", "Hourly", keyed: true);

        Assert.Equal(
            """{"value":2.5,"date":"2018-10-19T14:00:00Z"}""",
            await _client.AddReturning(id, """{"name":"app1","value":"2.50","date":"2018-10-19T14:44:00Z","weight":"2"}"""));
    }

    [Fact]
    public async Task Each_key_has_a_value_of_its_own()
    {
        var id = await _client.Define("many keys", keyed: true);
        string[] keys = ["app1", "App1", "app1 ", " ", "1", "a|b/c", "Größe", "🚀", "\\\"quoted\\\"", new('k', 255), string.Concat(Enumerable.Repeat("🚀", 255))];

        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(Running($"{i}.0"), await _client.AddReturning(id, $$"""{"name":"{{keys[i]}}","value":{{i}},"date":"2024-04-09"}"""));
        }
    }

    [Fact]
    public async Task A_body_is_JSON_also_where_no_Content_Type_says_so()
    {
        var id = await _client.Define("no content type");
        string[] authorization = [$"Authorization: Bearer {TestUsers.AdministratorToken}"];

        var answer = await shared.Host.Address.SendRaw("POST", $"/v2/customMetrics/{id}/data", authorization, """{"value":1}""");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private static string Running(string value) => $$"""{"value":{{value}},"date":"2024-04-09T00:00:00Z"}""";
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Writing;

/// <summary>Points that a metric does not take: 400, a message that says why, and no value has changed.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadPointTests(SharedGateway shared)
{
    private const string BadNumber = "must be a number, or a string holding one, of at most 28 digits and 28 decimals";
    private const string BadDate = "date must be an ISO 8601 date, such as 2018-10-19T14:44:00Z";
    private const string BadKey = "name must have 1 to 255 characters, and no control characters";

    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("no value", "", "value is required")]
    [InlineData("null", ",\"value\":null", "value is required")]
    [InlineData("empty", ",\"value\":\"\"", "value is required")]
    [InlineData("word", ",\"value\":\"many\"", "value " + BadNumber)]
    [InlineData("not a number", ",\"value\":\"NaN\"", "value " + BadNumber)]
    [InlineData("infinite", ",\"value\":\"Infinity\"", "value " + BadNumber)]
    [InlineData("negatively infinite", ",\"value\":\"-Infinity\"", "value " + BadNumber)]
    [InlineData("too large", ",\"value\":79228162514264337593543950336", "value " + BadNumber)]
    [InlineData("too small", ",\"value\":\"-79228162514264337593543950336\"", "value " + BadNumber)]
    [InlineData("huge", ",\"value\":1e29", "value " + BadNumber)]
    [InlineData("very huge", ",\"value\":1e999999999999", "value " + BadNumber)]
    [InlineData("tiny", ",\"value\":\"1e-29\"", "value " + BadNumber)]
    [InlineData("comma", ",\"value\":\"2,50\"", "value " + BadNumber)]
    [InlineData("thousands", ",\"value\":\"1,000\"", "value " + BadNumber)]
    [InlineData("currency", ",\"value\":\"$5\"", "value " + BadNumber)]
    [InlineData("hexadecimal", ",\"value\":\"0x10\"", "value " + BadNumber)]
    [InlineData("two numbers", ",\"value\":\"1 2\"", "value " + BadNumber)]
    [InlineData("foreign digits", ",\"value\":\"١٢\"", "value " + BadNumber)]
    [InlineData("boolean", ",\"value\":true", "value " + BadNumber)]
    [InlineData("object", ",\"value\":{\"value\":1}", "value " + BadNumber)]
    [InlineData("array", ",\"value\":[1]", "value " + BadNumber)]
    [InlineData("weight 0", ",\"value\":1,\"weight\":0", "weight must be greater than 0")]
    [InlineData("weight '0.0'", ",\"value\":1,\"weight\":\"0.0\"", "weight must be greater than 0")]
    [InlineData("weight -1", ",\"value\":1,\"weight\":-1", "weight must be greater than 0")]
    [InlineData("weight NaN", ",\"value\":1,\"weight\":\"NaN\"", "weight " + BadNumber)]
    [InlineData("weight word", ",\"value\":1,\"weight\":\"heavy\"", "weight " + BadNumber)]
    [InlineData("weight false", ",\"value\":1,\"weight\":false", "weight " + BadNumber)]
    [InlineData("two values", ",\"value\":1,\"value\":1", "the member 'value' is there twice")]
    [InlineData("two dates", ",\"value\":1,\"date\":\"2024-04-10\"", "the member 'date' is there twice")]
    [InlineData("two weights", ",\"value\":1,\"weight\":1,\"weight\":1", "the member 'weight' is there twice")]
    [InlineData("a key", ",\"value\":1,\"name\":\"app1\"", "name is not allowed, because this customMetric is not keyed (keyedValues is false)")]
    [InlineData("an empty key", ",\"value\":1,\"name\":\"\"", "name is not allowed, because this customMetric is not keyed (keyedValues is false)")]
    public async Task A_metric_refuses(string what, string members, string why)
    {
        var id = await _client.Define($"refuses {what}", "Average");

        await AssertRefused(id, $$"""{"date":"2024-04-09"{{members}}}""", why);
        await AssertEmpty(id, """{"value":7,"date":"2024-04-09"}""");
    }

    [Fact]
    public async Task A_number_of_ten_thousand_digits_is_refused()
    {
        var id = await _client.Define("refuses digits");

        await AssertRefused(id, $$"""{"value":{{new string('1', 10_000)}},"date":"2024-04-09"}""", $"value {BadNumber}");
        await AssertRefused(id, $$"""{"value":"{{new string('1', 10_000)}}","date":"2024-04-09"}""", $"value {BadNumber}");
        await AssertRefused(id, $$"""{"value":0.{{new string('1', 10_000)}},"date":"2024-04-09"}""", $"value {BadNumber}");
        await AssertRefused(id, $$"""{"value":1e{{new string('1', 10_000)}},"date":"2024-04-09"}""", $"value {BadNumber}");
        await AssertEmpty(id, """{"value":7,"date":"2024-04-09"}""");
    }

    [Theory]
    [InlineData("no key", "", "name is required, because this customMetric is keyed (keyedValues is true)")]
    [InlineData("null", ",\"name\":null", "name is required, because this customMetric is keyed (keyedValues is true)")]
    [InlineData("empty", ",\"name\":\"\"", BadKey)]
    [InlineData("line break", ",\"name\":\"two\\nlines\"", BadKey)]
    [InlineData("tab", ",\"name\":\"a\\tb\"", BadKey)]
    [InlineData("zero", ",\"name\":\"a\\u0000b\"", BadKey)]
    [InlineData("delete", ",\"name\":\"a\\u007fb\"", BadKey)]
    [InlineData("C1", ",\"name\":\"a\\u0085b\"", BadKey)]
    [InlineData("number", ",\"name\":1", "name must be a string")]
    [InlineData("array", ",\"name\":[\"app1\"]", "name must be a string")]
    [InlineData("two keys", ",\"name\":\"app1\",\"name\":\"app2\"", "the member 'name' is there twice")]
    [InlineData("a lone surrogate", ",\"name\":\"\\ud800\"", "the body holds text that is not valid Unicode")]
    public async Task A_keyed_metric_refuses(string what, string members, string why)
    {
        var id = await _client.Define($"keyed refuses {what}", keyed: true);

        await AssertRefused(id, $$"""{"value":1,"date":"2024-04-09"{{members}}}""", why);
        await AssertEmpty(id, """{"name":"app1","value":7,"date":"2024-04-09"}""");
    }

    [Theory]
    [InlineData("k")]
    [InlineData("🚀")]
    public async Task A_key_of_256_characters_is_refused(string character)
    {
        var id = await _client.Define("refuses long keys", keyed: true);

        await AssertRefused(id, $$"""{"value":1,"name":"{{string.Concat(Enumerable.Repeat(character, 256))}}"}""", BadKey);
    }

    [Theory]
    [InlineData("\"yesterday\"", BadDate)]
    [InlineData("\"2024-02-30\"", BadDate)]
    [InlineData("\"2023-02-29\"", BadDate)]
    [InlineData("\"2024-13-01\"", BadDate)]
    [InlineData("\"2024-04-09T24:01:00Z\"", BadDate)]
    [InlineData("\"2024-04-09T14:60:00Z\"", BadDate)]
    [InlineData("\"2024-04-09T14:44:00+25:00\"", BadDate)]
    [InlineData("\"2024-04-09T14:44:00 Europe/Berlin\"", BadDate)]
    [InlineData("\"2024-04-09T\"", BadDate)]
    [InlineData("\"09.04.2024\"", BadDate)]
    [InlineData("\"04/09/2024\"", BadDate)]
    [InlineData("\"1712673840\"", BadDate)]
    [InlineData("1712673840", BadDate)]
    [InlineData("true", BadDate)]
    [InlineData("{}", BadDate)]
    [InlineData("\"٢٠٢٤-٠٤-٠٩\"", BadDate)]
    [InlineData("\"2024-04-09T14:44:00Z2024-04-09T14:44:00Z2024-04-09T14:44:00Z2024-04-09T14:44:00Z\"", BadDate)]
    [InlineData("\"0000-01-01\"", BadDate)]
    [InlineData("\"-2024-04-09\"", BadDate)]
    [InlineData("\"1969-12-31T23:59:59Z\"", "date must not be before 1970")]
    [InlineData("\"0001-01-01\"", "date must not be before 1970")]
    [InlineData("\"9999-12-31T23:59:59Z\"", "date must not be more than 1 day ahead")]
    [InlineData("\"2999-01-01\"", "date must not be more than 1 day ahead")]
    public async Task A_date_is_refused(string date, string why)
    {
        var id = await _client.Define("refuses dates", "Last");

        await AssertRefused(id, $$"""{"value":1,"date":{{date}}}""", why);
    }

    [Fact]
    public async Task A_date_may_be_one_day_ahead_and_not_a_second_more()
    {
        using var host = new GatewayHost(now: "2024-04-09T14:44:00Z");
        using var client = host.Client();
        var id = await client.Define("ahead");

        var refused = await client.Post($"/v2/customMetrics/{id}/data", """{"value":1,"date":"2024-04-10T14:44:01Z"}""");

        Assert.Equal(Malformed("date must not be more than 1 day ahead"), refused);
        Assert.Equal(
            """{"value":1.0,"date":"2024-04-10T00:00:00Z"}""",
            await client.AddReturning(id, """{"value":1,"date":"2024-04-10T14:44:00Z"}"""));
    }

    private async Task AssertRefused(long id, string body, string why) =>
        Assert.Equal(Malformed(why), await _client.Post($"/v2/customMetrics/{id}/data?returnValue=true", body));

    /// <summary>The first point that is taken is the only one that counts.</summary>
    private async Task AssertEmpty(long id, string point) =>
        Assert.Equal("""{"value":7.0,"date":"2024-04-09T00:00:00Z"}""", await _client.AddReturning(id, point));

    private static Answer Malformed(string why) => Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}");
}

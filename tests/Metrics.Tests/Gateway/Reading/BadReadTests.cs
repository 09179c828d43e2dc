using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Reading;

/// <summary>A read that makes no sense is refused with what would.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadReadTests(SharedGateway shared)
{
    private const string DateRule =
        "must be an ISO 8601 date, such as 2018-10-19T14:44:00Z (with %2B for a +), or a time before now, such as -24h, -60d, -8w, -6m or -1y";

    private readonly HttpClient _client = shared.Host.Client(TestUsers.ReaderToken);

    [Theory]
    [InlineData("startDate=yesterday", $"startDate {DateRule}")]
    [InlineData("endDate=2024-02-30", $"endDate {DateRule}")]
    [InlineData("startDate=-60", $"startDate {DateRule}")]
    [InlineData("startDate=-d", $"startDate {DateRule}")]
    [InlineData("startDate=-1s", $"startDate {DateRule}")]
    [InlineData("startDate=-123456d", $"startDate {DateRule}")]
    [InlineData("startDate=--1d", $"startDate {DateRule}")]
    [InlineData("startDate=60d", $"startDate {DateRule}")]
    [InlineData("startDate=2024-04-09T00:00:00+02:00", $"startDate {DateRule}")]
    [InlineData("startDate=2024-04-09&startDate=2024-04-10", $"startDate {DateRule}")]
    [InlineData("startDate=2024-04-09&endDate=2024-04-09", "startDate must be before endDate")]
    [InlineData("startDate=-1d&endDate=-2d", "startDate must be before endDate")]
    [InlineData("order=newest", "order must be asc or desc")]
    [InlineData("sumKeys=1", "sumKeys must be false or true")]
    [InlineData("fill=yes", "fill must be false or true")]
    [InlineData("topKeys=0", "topKeys must be a whole number from 1 to 1000")]
    [InlineData("topKeys=1001", "topKeys must be a whole number from 1 to 1000")]
    [InlineData("resultLimit=0", "resultLimit must be a whole number from 1 to 2147483647")]
    [InlineData("resultStart=-1", "resultStart must be a whole number from 0 to 2147483647")]
    [InlineData("name=a&name=%00", "name must have 1 to 255 characters, and no control characters")]
    public async Task A_parameter_that_is_not_what_it_may_be_is_refused(string query, string why)
    {
        await shared.Host.Client().Define("badReads", keyed: true);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}"),
            await _client.Get($"/v2/customMetrics/badReads/data?{query}"));
    }

    [Fact]
    public async Task More_than_a_thousand_names_are_refused()
    {
        await shared.Host.Client().Define("badReads", keyed: true);

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: there may be up to 1000 names"),
            await _client.Get($"/v2/customMetrics/badReads/data?{string.Join('&', Enumerable.Repeat("name=a", 1_001))}"));
    }

    [Fact]
    public async Task Nothing_that_is_empty_counts()
    {
        await shared.Host.Client().Define("badReads", keyed: true);

        var answer = await _client.Get("/v2/customMetrics/badReads/data?startDate=&endDate=&order=&sumKeys=&topKeys=&fill=&resultStart=&resultLimit=&name=&name=");

        Assert.Equal("""{"status":"Success","data":{"resultCount":0,"customMetricData":[]}}""", answer.Body);
    }

    [Fact]
    public async Task An_empty_name_beside_another_one_asks_for_nothing_more()
    {
        var client = shared.Host.Client();
        await client.Define("emptyNames", keyed: true);
        await client.AddReturning("emptyNames", """{"name":"a","value":1,"date":"2024-04-09"}""");
        await client.AddReturning("emptyNames", """{"name":"b","value":2,"date":"2024-04-09"}""");
        await client.Define("emptyNamesWithoutKeys");

        Assert.Equal(
            """{"status":"Success","data":{"resultCount":1,"customMetricData":[{"date":"2024-04-09T00:00:00Z","name":"a","value":1.0,"count":1}]}}""",
            (await _client.Get("/v2/customMetrics/emptyNames/data?startDate=2024-04-09&name=&name=a")).Body);
        Assert.Equal(
            """{"status":"Success","data":{"resultCount":0,"customMetricData":[]}}""",
            (await _client.Get("/v2/customMetrics/emptyNamesWithoutKeys/data?name=")).Body);
    }

    [Fact]
    public async Task Where_there_are_no_keys_none_can_be_asked_for()
    {
        await shared.Host.Client().Define("badReadsWithoutKeys");

        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: name is not allowed, because this customMetric is not keyed (keyedValues is false)"),
            await _client.Get("/v2/customMetrics/badReadsWithoutKeys/data?name=a"));
        Assert.Equal(
            Answer.Failure(
                HttpStatusCode.BadRequest,
                "The request was not properly formed: there are no keys, because this customMetric is not keyed (keyedValues is false)"),
            await _client.Get("/v2/customMetrics/badReadsWithoutKeys/keys"));
    }

    [Theory]
    [InlineData("order=date", "order must be name or value")]
    [InlineData("resultLimit=10001", "resultLimit must be a whole number from 1 to 10000")]
    public async Task A_list_of_keys_has_its_own_rules(string query, string why)
    {
        await shared.Host.Client().Define("badReads", keyed: true);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}"),
            await _client.Get($"/v2/customMetrics/badReads/keys?{query}"));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("keys")]
    public async Task The_metrics_of_another_organization_are_not_there(string part)
    {
        await shared.Host.Client().Define("badReads", keyed: true);

        Assert.Equal(
            Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found"),
            await shared.Host.Client(TestUsers.OtherOrganizationToken).Get($"/v2/customMetrics/badReads/{part}"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await shared.Host.Client("nobody").Get($"/v2/customMetrics/badReads/{part}")).Status);
    }
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>The list of definitions, cut down by <c>search</c> to those of the test.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class ListTests(SharedGateway shared)
{
    private readonly HttpClient _client = shared.Host.Client();

    [Fact]
    public async Task A_list_goes_by_id_and_leaves_out_what_is_not_there()
    {
        const string earlier = """
            "name":"golden b","dataType":"Sum","interval":"Hourly","keyedValues":true,"description":"Ä \"description\" & <more>"
            """;
        const string later = """
            "name":"golden a","dataType":"Average","interval":"Yearly","keyedValues":false
            """;

        var first = (await _client.Post("/v2/customMetrics", $"{{{earlier}}}")).Id();
        var second = (await _client.Post("/v2/customMetrics", $"{{{later}}}")).Id();

        Assert.True(first < second);
        Assert.Equal(
            List($$"""{"id":{{first}},{{earlier}}}""", $$"""{"id":{{second}},{{later}}}"""),
            await _client.Get("/v2/customMetrics?search=golden%20"));
    }

    [Fact]
    public async Task An_empty_list_is_an_empty_array() =>
        Assert.Equal(List(), await _client.Get("/v2/customMetrics?search=no%20name%20like%20this"));

    [Theory]
    [InlineData("resultLimit=2", 5, "1 2")]
    [InlineData("resultLimit=2&resultStart=0", 5, "1 2")]
    [InlineData("resultLimit=2&resultStart=2", null, "3 4")]
    [InlineData("resultLimit=2&resultStart=4", null, "5")]
    [InlineData("resultLimit=2&resultStart=5", null, "")]
    [InlineData("resultLimit=2&resultStart=2147483647", null, "")]
    [InlineData("resultStart=1", null, "2 3 4 5")]
    [InlineData("resultLimit=10000", 5, "1 2 3 4 5")]
    [InlineData("resultLimit=&resultStart=", 5, "1 2 3 4 5")]
    public async Task A_list_comes_in_pages_and_the_first_one_says_how_many_there_are(string page, int? resultCount, string names)
    {
        for (var i = 1; i <= 5; i++)
        {
            await _client.Define($"page entry {i}");
        }

        var answer = await _client.Get($"/v2/customMetrics?search=page%20entry&{page}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(resultCount, answer.ResultCount());
        Assert.Equal(names, string.Join(' ', answer.Names().Select(name => name[^1])));
    }

    [Fact]
    public async Task A_page_holds_a_hundred_unless_asked_otherwise()
    {
        for (var i = 1; i <= 101; i++)
        {
            await _client.Define($"one of many {i:000}");
        }

        var first = await _client.Get("/v2/customMetrics?search=one%20of%20many");
        var all = await _client.Get("/v2/customMetrics?search=one%20of%20many&resultLimit=10000");

        Assert.Equal(101, first.ResultCount());
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"one of many {i:000}"), first.Names());
        Assert.Equal(Enumerable.Range(1, 101).Select(i => $"one of many {i:000}"), all.Names());
    }

    [Theory]
    [InlineData("resultLimit=0", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultLimit=-1", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultLimit=10001", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultLimit=abc", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultLimit=1.5", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultLimit=99999999999", "resultLimit must be a whole number from 1 to 10000")]
    [InlineData("resultStart=-1", "resultStart must be a whole number from 0 to 2147483647")]
    [InlineData("resultStart=abc", "resultStart must be a whole number from 0 to 2147483647")]
    [InlineData("resultStart=2147483648", "resultStart must be a whole number from 0 to 2147483647")]
    public async Task A_page_that_makes_no_sense_is_refused(string page, string why) => Assert.Equal(
        Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}"),
        await _client.Get($"/v2/customMetrics?{page}"));

    [Theory]
    [InlineData("HAYSTACK", "in a haystack|In A Haystack")]
    [InlineData("haystack", "in a haystack|In A Haystack")]
    [InlineData("In%20A%20Hay", "in a haystack|In A Haystack")]
    [InlineData("100%25", "100% Sum")]
    [InlineData("sum%20%2B%20more", "sum + more")]
    [InlineData("gr%C3%96sse", "Grösse")]
    [InlineData(".*stack", "")]
    public async Task A_search_finds_any_part_of_a_name_in_any_case(string search, string names)
    {
        foreach (var name in (string[])["in a haystack", "In A Haystack", "100% Sum", "sum + more", "Grösse"])
        {
            await _client.Define(name);
        }

        var answer = await _client.Get($"/v2/customMetrics?search={search}");

        Assert.Equal(names, string.Join('|', answer.Names()));
        Assert.Equal(answer.Names().Count, answer.ResultCount());
    }

    private static Answer List(params string[] definitions) => new(
        HttpStatusCode.OK,
        "application/json",
        $$$"""{"status":"Success","data":{"resultCount":{{{definitions.Length}}},"customMetricConfig":[{{{string.Join(',', definitions)}}}]}}""");
}

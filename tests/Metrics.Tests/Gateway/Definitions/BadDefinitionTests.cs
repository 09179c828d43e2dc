using System.Net;
using System.Text;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Definitions;

/// <summary>Definitions that are not accepted: 400, the vendor's message or one that says why, and nothing is defined.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadDefinitionTests(SharedGateway shared)
{
    private const string BadName = "The name for this customMetric is invalid, please enter a(n) name between 1-45 characters in length";
    private const string BadCharacters = "The request was not properly formed: name must not be digits only, '.' or '..', nor contain '/' or control characters";
    private const string BadDescription =
        "The description for this customMetric is invalid, please enter a(n) description between 1-500 characters in length";
    private const string BadDataType =
        "The dataType for this customMetric is invalid, please enter one of the following values: Average, Count, First, Last, Max, Min, Sum";
    private const string BadInterval =
        "The interval for this customMetric is invalid, please enter one of the following values: Daily, Hourly, Monthly, Weekly, Yearly";

    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("{}", BadName)]
    [InlineData("""{"dataType":"Sum","interval":"Daily"}""", BadName)]
    [InlineData("""{"name":null,"dataType":"Sum","interval":"Daily"}""", BadName)]
    [InlineData("""{"name":"","dataType":"Sum","interval":"Daily"}""", BadName)]
    [InlineData("""{"Name":"bad definition","dataType":"Sum","interval":"Daily"}""", BadName)]
    [InlineData("""{"name":"bad definition of forty-six characters in all!","dataType":"Sum","interval":"Daily"}""", BadName)]
    [InlineData("""{"name":"20240409","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"0","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"bad/definition","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"/","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"bad\ndefinition","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"bad\u0000definition","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"bad\u007fdefinition","dataType":"Sum","interval":"Daily"}""", BadCharacters)]
    [InlineData("""{"name":"bad definition"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":null,"interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":"","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":"Median","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":"0","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":"Sum,Max","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":" Sum","interval":"Daily"}""", BadDataType)]
    [InlineData("""{"name":"bad definition","dataType":"Sum"}""", BadInterval)]
    [InlineData("""{"name":"bad definition","dataType":"Sum","interval":null}""", BadInterval)]
    [InlineData("""{"name":"bad definition","dataType":"Sum","interval":"Every minute"}""", BadInterval)]
    [InlineData("""{"name":"bad definition","dataType":"Sum","interval":"1"}""", BadInterval)]
    public async Task A_definition_is_refused(string body, string message)
    {
        var before = await _client.Get("/v2/customMetrics?resultLimit=10000");
        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, message), await _client.Post("/v2/customMetrics", body));
        Assert.Equal(before, await _client.Get("/v2/customMetrics?resultLimit=10000"));
    }

    [Theory]
    [InlineData("name", "1")]
    [InlineData("name", "[\"bad definition\"]")]
    [InlineData("name", "\"\\ud800\"")]
    [InlineData("dataType", "0")]
    [InlineData("interval", "{}")]
    [InlineData("keyedValues", "\"true\"")]
    [InlineData("keyedValues", "1")]
    [InlineData("description", "5")]
    public async Task A_member_of_another_type_is_refused_by_its_name(string member, string value)
    {
        var members = new Dictionary<string, string> { ["name"] = "\"bad definition\"", ["dataType"] = "\"Sum\"", ["interval"] = "\"Daily\"", [member] = value };

        var answer = await _client.Post("/v2/customMetrics", $"{{{string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}");

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: the member '{member}' is not of the expected type, or is there twice"),
            answer);
    }

    [Theory]
    [InlineData("name", "\"bad definition\"")]
    [InlineData("dataType", "\"Sum\"")]
    [InlineData("keyedValues", "true")]
    public async Task A_member_that_is_there_twice_is_refused_by_its_name(string member, string value)
    {
        var body = $$"""{"name":"bad definition","dataType":"Sum","interval":"Daily","keyedValues":true,"{{member}}":{{value}}}""";

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: the member '{member}' is not of the expected type, or is there twice"),
            await _client.Post("/v2/customMetrics", body));
    }

    [Theory]
    [InlineData("{\"name\":\"bad defin", 19)]
    [InlineData("{\"name\":\"bad\ndefinition\"}", 13)]
    [InlineData("{\"keyedValues\":True}", 16)]
    [InlineData("{\"owner\":[1,}", 13)]
    public async Task A_body_that_breaks_off_inside_a_member_is_refused_by_its_place(string body, int position) => Assert.Equal(
        Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: the body is not valid JSON at line 1, byte {position}"),
        await _client.Post("/v2/customMetrics", body));

    [Fact]
    public async Task A_body_in_another_encoding_is_refused_as_such()
    {
        var answer = await _client.PostData("/v2/customMetrics", Encoding.Latin1.GetBytes("""{"name":"Läufe","dataType":"Sum","interval":"Daily"}"""));

        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: the body holds text that is not valid Unicode"), answer);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ö")]
    [InlineData("🚀")]
    public async Task A_name_has_at_most_45_characters(string character)
    {
        var name = string.Concat(Enumerable.Repeat(character, 45));

        Assert.Equal(HttpStatusCode.Created, (await _client.Post("/v2/customMetrics", Body(name))).Status);
        Assert.Equal(HttpStatusCode.OK, (await _client.Get($"/v2/customMetrics/{Uri.EscapeDataString(name)}")).Status);
        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, BadName), await _client.Post("/v2/customMetrics", Body(name + character)));

        static string Body(string name) => $$"""{"name":"{{name}}","dataType":"Sum","interval":"Daily"}""";
    }

    [Fact]
    public async Task A_description_has_at_most_500_characters()
    {
        Assert.Equal(HttpStatusCode.Created, (await _client.Post("/v2/customMetrics", Body("described", 500))).Status);
        Assert.Equal(Answer.Failure(HttpStatusCode.BadRequest, BadDescription), await _client.Post("/v2/customMetrics", Body("bad description", 501)));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/customMetrics/bad%20description")).Status);

        static string Body(string name, int length) =>
            $$"""{"name":"{{name}}","dataType":"Sum","interval":"Daily","description":"{{new string('d', length)}}"}""";
    }
}

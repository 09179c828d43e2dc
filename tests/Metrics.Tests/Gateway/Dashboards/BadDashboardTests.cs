using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Dashboards;

/// <summary>Dashboards that are not saved, and users who may not save them.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class BadDashboardTests(SharedGateway shared)
{
    private const string Layout = """{"x":0,"y":0,"w":6,"h":4}""";

    private readonly HttpClient _client = shared.Host.Client();

    [Theory]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("%C3%A4")]
    [InlineData("65-characters-65-characters-65-characters-65-characters-65-charac")]
    public async Task An_id_is_plain_and_short(string id) =>
        Assert.Equal(Malformed("the id of a dashboard must have 1 to 64 characters out of a-z, 0-9 and -"), await _client.Put($"/v2/dashboards/{id}", """{"name":"x"}"""));

    [Theory]
    [InlineData("{}", "name must have 1 to 100 characters, and no control characters")]
    [InlineData("""{"name":""}""", "name must have 1 to 100 characters, and no control characters")]
    [InlineData("""{"name":"a\nb"}""", "name must have 1 to 100 characters, and no control characters")]
    [InlineData("""{"name":"x","refreshSeconds":4}""", "refreshSeconds must be 0, or from 5 to 86400")]
    [InlineData("""{"name":"x","refreshSeconds":86401}""", "refreshSeconds must be 0, or from 5 to 86400")]
    [InlineData("""{"name":"x","refreshSeconds":"5"}""", "the member 'refreshSeconds' is not of the expected type, or is there twice")]
    [InlineData("""{"name":"x","cards":[null]}""", "cards[0] must be a JSON object")]
    [InlineData("[]", "the body must be a JSON object")]
    public async Task A_dashboard_that_makes_no_sense_is_refused(string body, string why)
    {
        Assert.Equal(Malformed(why), await _client.Put("/v2/dashboards/bad", body));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.Get("/v2/dashboards/bad")).Status);
    }

    [Theory]
    [InlineData("""{"title":"t","metric":1,"startDate":"-7d"}""", "id must have 1 to 64 characters out of a-z, 0-9 and -")]
    [InlineData("""{"id":"c","metric":1,"startDate":"-7d"}""", "title must have 1 to 100 characters, and no control characters")]
    [InlineData("""{"id":"c","title":"t","startDate":"-7d"}""", "metric must be the id of a metric")]
    [InlineData("""{"id":"c","title":"t","metric":1}""", "startDate must be an ISO 8601 date, or relative, such as -60d or -24h")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"yesterday"}""", "startDate must be an ISO 8601 date, or relative, such as -60d or -24h")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-d"}""", "startDate must be an ISO 8601 date, or relative, such as -60d or -24h")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","endDate":"2020-02-30"}""", "endDate must be an ISO 8601 date, or relative, such as -60d or -24h")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":99}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":5}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":"5"}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":"Pie"}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":"Line, Table"}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":" Line"}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":null}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","chart":{"kind":["Line"]}}""", "chart must be one of Line, Area, StackedArea, NormalizedArea, Bar, Number, Sparklines, Table")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","keys":[""]}""", "keys must be at most 1000 keys, each of 1 to 255 characters without control characters")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","topKeys":0}""", "topKeys must be from 1 to 100")]
    [InlineData("""{"id":"c","title":"t","metric":1,"startDate":"-7d","topKeys":101}""", "topKeys must be from 1 to 100")]
    public async Task A_card_that_makes_no_sense_is_refused(string card, string why) => Assert.Equal(
        Malformed($"cards[0].{why}"),
        await _client.Put("/v2/dashboards/bad", $$"""{"name":"x","cards":[{{card[..^1]}},"layout":{{Layout}}}]}"""));

    [Theory]
    [InlineData("""{"x":-1,"y":0,"w":1,"h":1}""")]
    [InlineData("""{"x":7,"y":0,"w":6,"h":1}""")]
    [InlineData("""{"x":0,"y":10000,"w":1,"h":1}""")]
    [InlineData("""{"x":0,"y":0,"w":0,"h":1}""")]
    [InlineData("""{"x":2147483647,"y":0,"w":2147483647,"h":1}""")]
    [InlineData("null")]
    public async Task A_card_stands_on_the_grid(string layout) => Assert.Equal(
        Malformed("cards[0].layout must lie on a grid of 12 columns"), await _client.Put("/v2/dashboards/bad", $$"""{"name":"x","cards":[{{Card("c", layout)}}]}"""));

    [Fact]
    public async Task Two_cards_of_one_id_are_refused() => Assert.Equal(
        Malformed("the ids of the cards must differ"), await _client.Put("/v2/dashboards/bad", $$"""{"name":"x","cards":[{{Card("c")}},{{Card("c")}}]}"""));

    [Fact]
    public async Task A_dashboard_has_a_hundred_cards()
    {
        var cards = Enumerable.Range(0, 101).Select(i => Card($"c{i}")).ToList();

        Assert.Equal(
            Malformed("a dashboard may have at most 100 cards"),
            await _client.Put("/v2/dashboards/many", $$"""{"name":"x","cards":[{{string.Join(',', cards)}}]}"""));
        Assert.Equal(
            HttpStatusCode.OK,
            (await _client.Put("/v2/dashboards/many", $$"""{"name":"x","cards":[{{string.Join(',', cards.Skip(1))}}]}""")).Status);
    }

    [Fact]
    public async Task A_dashboard_is_not_larger_than_256_KiB() => Assert.Equal(
        Answer.Failure(HttpStatusCode.RequestEntityTooLarge, "The request body is too large, at most 262144 bytes are allowed"),
        await _client.Put("/v2/dashboards/large", $$"""{"name":"x"}{{new string(' ', 262_144)}}"""));

    [Fact]
    public async Task Nor_when_it_is_unpacked()
    {
        using var content = new ByteArrayContent($$"""{"name":"x"}{{new string(' ', 262_144)}}""".Gzip());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _client.PutAsync(new Uri("/v2/dashboards/large", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("at most 262144 bytes are allowed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestUsers.ReaderToken)]
    [InlineData(TestUsers.StandardToken)]
    public async Task Only_an_administrator_saves_and_deletes_and_everybody_reads(string token)
    {
        var user = shared.Host.Client(token);
        await _client.Put("/v2/dashboards/role", """{"name":"Role"}""");
        var before = await _client.Get("/v2/dashboards/role");

        Assert.Equal(Forbidden("saved"), await user.Put("/v2/dashboards/role", """{"name":"Taken"}"""));
        Assert.Equal(Forbidden("deleted"), await user.Delete("/v2/dashboards/role"));
        Assert.Equal(before, await user.Get("/v2/dashboards/role"));
        Assert.Equal(HttpStatusCode.OK, (await user.Get("/v2/dashboards")).Status);
    }

    private static string Card(string id, string layout = Layout) => $$"""{"id":"{{id}}","title":"t","metric":1,"startDate":"-7d","layout":{{layout}}}""";

    private static Answer Malformed(string why) => Answer.Failure(HttpStatusCode.BadRequest, $"The request was not properly formed: {why}");

    private static Answer Forbidden(string action) =>
        Answer.Failure(HttpStatusCode.Forbidden, $"The requested dashboard was not {action} - access was denied");
}

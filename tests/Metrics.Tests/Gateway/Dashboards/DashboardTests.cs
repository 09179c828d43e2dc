using System.Net;
using System.Text.Json.Nodes;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Dashboards;

/// <summary>Dashboards as they are saved, on a host of their own: the versions count from its first save.</summary>
public sealed class DashboardTests : IDisposable
{
    private const string Card = """
        {"id":"north-america","title":"North America <b>Confirmed</b>","metric":7,"startDate":"2020-02-17","layout":{"x":3,"y":0,"w":9,"h":4},"chart":"StackedArea","endDate":"2020-04-16","newestFirst":true,"shortDates":true,"keys":["US","Canada","Mexico"],"sumKeys":false,"topKeys":2}
        """;

    private static readonly Answer NotFound = Answer.Failure(HttpStatusCode.NotFound, "The requested resource was not found");

    private readonly TemporaryFolder _folder = new();
    private GatewayHost _host;
    private HttpClient _client;

    public DashboardTests() => (_host, _client) = Start();

    [Fact]
    public async Task A_dashboard_is_created_under_the_id_that_the_client_chose_and_read_back()
    {
        var saved = await _client.Put("/v2/dashboards/wall-1", $$"""{"name":"Wall \"1\" ä","refreshSeconds":5,"cards":[{{Card}}]}""");

        Assert.Equal(Success($$$"""{"dashboard":{"id":"wall-1","name":"Wall \"1\" ä","refreshSeconds":5,"cards":[{{{Card}}}],"version":1}}"""), saved);
        Assert.Equal(saved, await _client.Get("/v2/dashboards/wall-1"));
        Assert.Equal(saved, await _client.Get("/api/v2/dashboards/wall-1/"));
    }

    [Fact]
    public async Task What_is_left_out_has_a_default()
    {
        const string card = """{"id":"c","title":"t","metric":1,"startDate":"-24h","layout":{"x":0,"y":0,"w":1,"h":1}}""";

        Assert.Equal(
            Success("""{"dashboard":{"id":"bare","name":"Bare","refreshSeconds":30,"cards":[],"version":1}}"""),
            await _client.Put("/v2/dashboards/bare", """{"name":"Bare"}"""));
        Assert.Equal(
            Success($$$"""{"dashboard":{"id":"bare","name":"Bare","refreshSeconds":0,"cards":[{{{card[..^1]}}},"chart":"Line","newestFirst":false,"shortDates":false,"sumKeys":false}],"version":2}}"""),
            await _client.Put("/v2/dashboards/bare", $$"""{"name":"Bare","refreshSeconds":0,"cards":[{{card}}]}"""));
    }

    [Fact]
    public async Task The_list_goes_by_name_and_leaves_the_cards_out()
    {
        await _client.Put("/v2/dashboards/2", """{"name":"a second"}""");
        await _client.Put("/v2/dashboards/1", $$"""{"name":"B first","cards":[{{Card}}]}""");
        await _client.Put("/v2/dashboards/0", """{"name":"a second"}""");

        Assert.Equal(
            Success("""{"resultCount":3,"dashboard":[{"id":"0","name":"a second","cardCount":0,"version":3},{"id":"2","name":"a second","cardCount":0,"version":1},{"id":"1","name":"B first","cardCount":1,"version":2}]}"""),
            await _client.Get("/v2/dashboards"));
    }

    [Fact]
    public async Task A_deleted_dashboard_is_gone_and_its_version_is_not_given_again()
    {
        await _client.Put("/v2/dashboards/gone", """{"name":"Gone"}""");

        Assert.Equal(new Answer(HttpStatusCode.OK, "application/json", """{"status":"Success"}"""), await _client.Delete("/v2/dashboards/gone"));
        Assert.Equal(NotFound, await _client.Get("/v2/dashboards/gone"));
        Assert.Equal(NotFound, await _client.Delete("/v2/dashboards/gone"));
        Assert.Equal(Success("""{"resultCount":0,"dashboard":[]}"""), await _client.Get("/v2/dashboards"));
        Assert.Equal(
            Success("""{"dashboard":{"id":"gone","name":"Back","refreshSeconds":30,"cards":[],"version":2}}"""),
            await _client.Put("/v2/dashboards/gone", """{"name":"Back"}"""));
    }

    [Fact]
    public async Task Who_names_the_version_does_not_overwrite_what_somebody_else_has_saved()
    {
        await _client.Put("/v2/dashboards/shared", """{"name":"One","version":0}""");
        await _client.Put("/v2/dashboards/shared", """{"name":"Two","version":1}""");

        Assert.Equal(Changed("its version is 2"), await _client.Put("/v2/dashboards/shared", """{"name":"Three","version":1}"""));
        Assert.Equal(Changed("its version is 2"), await _client.Put("/v2/dashboards/shared", """{"name":"Three","version":0}"""));
        Assert.Equal(Changed("there is no such dashboard any more"), await _client.Put("/v2/dashboards/other", """{"name":"Three","version":1}"""));
        Assert.Equal(
            Success("""{"dashboard":{"id":"shared","name":"Two","refreshSeconds":30,"cards":[],"version":2}}"""), await _client.Get("/v2/dashboards/shared"));
        Assert.Equal(HttpStatusCode.OK, (await _client.Put("/v2/dashboards/shared", """{"name":"Three"}""")).Status);
    }

    [Fact]
    public async Task Another_organization_sees_nothing_of_it()
    {
        var other = _host.Client(TestUsers.OtherOrganizationToken);
        await _client.Put("/v2/dashboards/ours", """{"name":"Ours"}""");

        Assert.Equal(Success("""{"resultCount":0,"dashboard":[]}"""), await other.Get("/v2/dashboards"));
        Assert.Equal(NotFound, await other.Get("/v2/dashboards/ours"));
        Assert.Equal(NotFound, await other.Delete("/v2/dashboards/ours"));
        await other.Put("/v2/dashboards/ours", """{"name":"Theirs"}""");
        Assert.Equal("Ours", JsonNode.Parse((await _client.Get("/v2/dashboards/ours")).Body)!["data"]!["dashboard"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_restart_keeps_them()
    {
        await _client.Put("/v2/dashboards/kept", $$"""{"name":"Kept","cards":[{{Card}}]}""");
        var before = await _client.Get("/v2/dashboards/kept");

        _host.Dispose();
        (_host, _client) = Start();

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(before, await _client.Get("/v2/dashboards/kept"));
    }

    [Fact]
    public async Task An_organization_has_a_hundred_of_them()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _client.Put($"/v2/dashboards/{i}", """{"name":"One of many"}""")).Status);
        }

        Assert.Equal(
            Answer.Failure(HttpStatusCode.BadRequest, "The request was not properly formed: an organization may have at most 100 dashboards"),
            await _client.Put("/v2/dashboards/100", """{"name":"One too many"}"""));
        Assert.Equal(HttpStatusCode.OK, (await _client.Put("/v2/dashboards/99", """{"name":"Changed"}""")).Status);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    private static Answer Success(string data) => new(HttpStatusCode.OK, "application/json", $$"""{"status":"Success","data":{{data}}}""");

    private static Answer Changed(string how) => Answer.Failure(HttpStatusCode.Conflict, $"The dashboard was changed meanwhile: {how}");

    private (GatewayHost Host, HttpClient Client) Start()
    {
        var host = new GatewayHost(_folder);
        return (host, host.Client());
    }
}

using System.Net;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Security;

/// <summary>What the three roles may do. Each role may what the one below it may.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class RoleTests(SharedGateway shared)
{
    private const string Point = """{"value":1,"date":"2024-04-09"}""";

    private readonly HttpClient _administrator = shared.Host.Client();
    private readonly HttpClient _standardUser = shared.Host.Client(TestUsers.StandardToken);
    private readonly HttpClient _reader = shared.Host.Client(TestUsers.ReaderToken);

    [Fact]
    public async Task A_reader_reads()
    {
        await _administrator.Define("role: read");

        Assert.Equal(HttpStatusCode.OK, (await _reader.Get("/v2/customMetrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _reader.Get("/v2/customMetrics/role%3A%20read")).Status);
    }

    [Fact]
    public async Task A_reader_does_not_create()
    {
        var answer = await _reader.Post("/v2/customMetrics", """{"name":"role: create","dataType":"Sum","interval":"Daily"}""");

        Assert.Equal(Forbidden("created"), answer);
        Assert.Equal(HttpStatusCode.NotFound, (await _administrator.Get("/v2/customMetrics/role%3A%20create")).Status);
    }

    [Fact]
    public async Task A_reader_does_not_add()
    {
        var id = await _administrator.Define("role: add");

        Assert.Equal(Forbidden("updated"), await _reader.Post($"/v2/customMetrics/{id}/data", Point));
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _administrator.AddReturning(id, Point));
    }

    [Fact]
    public async Task A_standard_user_creates_and_adds()
    {
        var answer = await _standardUser.Post("/v2/customMetrics", """{"name":"role: standard","dataType":"Sum","interval":"Daily"}""");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("""{"value":1.0,"date":"2024-04-09T00:00:00Z"}""", await _standardUser.AddReturning("role: standard", Point));
    }

    [Theory]
    [InlineData(TestUsers.StandardToken)]
    [InlineData(TestUsers.ReaderToken)]
    public async Task Only_an_administrator_changes(string token)
    {
        var id = await _administrator.Define($"role: change by {token}");
        var before = await _administrator.Get($"/v2/customMetrics/{id}");

        Assert.Equal(Forbidden("updated"), await shared.Host.Client(token).Put($"/v2/customMetrics/{id}", """{"description":"changed"}"""));
        Assert.Equal(before, await _administrator.Get($"/v2/customMetrics/{id}"));
        Assert.Equal(HttpStatusCode.OK, (await _administrator.Put($"/v2/customMetrics/{id}", """{"description":"changed"}""")).Status);
    }

    [Theory]
    [InlineData(TestUsers.StandardToken)]
    [InlineData(TestUsers.ReaderToken)]
    public async Task Only_an_administrator_deletes(string token)
    {
        var id = await _administrator.Define($"role: delete by {token}");

        Assert.Equal(Forbidden("deleted"), await shared.Host.Client(token).Delete($"/v2/customMetrics/{id}"));
        Assert.Equal(HttpStatusCode.OK, (await _administrator.Get($"/v2/customMetrics/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _administrator.Delete($"/v2/customMetrics/{id}")).Status);
    }

    private static Answer Forbidden(string action) =>
        Answer.Failure(HttpStatusCode.Forbidden, $"The requested customMetric was not {action} - access was denied");
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Metrics.Tests.Support;

namespace Metrics.Tests.Gateway.Hosting;

/// <summary>The document of the API says what the routes take and answer.</summary>
[Collection(SharedGatewayCollection.Name)]
public sealed class ApiDocumentTests(SharedGateway shared) : IAsyncLifetime
{
    private const string Metrics = "/v2/customMetrics";
    private const string Metric = "/v2/customMetrics/{metric}";
    private const string Data = "/v2/customMetrics/{metric}/data";
    private const string Dashboard = "/v2/dashboards/{id}";

    private readonly HttpClient _client = shared.Host.Client();
    private ApiSchema _api = null!;

    public async Task InitializeAsync()
    {
        _api = new ApiSchema(JsonDocument.Parse((await _client.Get("/openapi/v1.json")).Body).RootElement);
        await _client.Define("documented");
        await _client.Define("documented keys", keyed: true);
        await _client.AddReturning("documented", """{"value":1,"date":"2024-04-09"}""");
        await _client.AddReturning("documented keys", """{"name":"a","value":1,"date":"2024-04-09"}""");
        Assert.Equal(HttpStatusCode.OK, (await _client.Put("/v2/dashboards/documented", """{"name":"Documented"}""")).Status);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Every_operation_has_a_name_of_its_own_and_declares_what_all_of_them_answer()
    {
        var operations = _api.Operations().ToList();

        Assert.Distinct(operations.Select(operation => operation.Operation.GetProperty("operationId").GetString()));
        Assert.All(operations, operation =>
        {
            Assert.Equal("WWW-Authenticate", HeaderOf(operation.Operation, "401"));
            Assert.Equal("Retry-After", HeaderOf(operation.Operation, "429"));
            Assert.True(operation.Operation.GetProperty("responses").TryGetProperty("500", out _));
            Assert.Equal("Retry-After", HeaderOf(operation.Operation, "503"));
        });
    }

    [Fact]
    public void Every_operation_with_a_body_declares_how_it_may_be_refused_and_packed()
    {
        var operations = _api.Operations().Where(operation => operation.Operation.TryGetProperty("requestBody", out _)).ToList();

        Assert.Equal(6, operations.Count);
        Assert.All(operations, operation =>
        {
            var answers = operation.Operation.GetProperty("responses");
            Assert.True(answers.TryGetProperty("400", out _) && answers.TryGetProperty("415", out _), operation.Name);

            // An import may be of any size.
            Assert.Equal(operation.Name != "post /v2/import", answers.TryGetProperty("413", out _));
            Assert.Contains("Content-Encoding", operation.Operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        });
    }

    [Theory]
    [InlineData("get", Metrics, "", 200)]
    [InlineData("get", Metrics, "?resultStart=1&resultLimit=2", 200)]
    [InlineData("get", Metrics, "?resultLimit=0", 400)]
    [InlineData("post", Metrics, "", 200, """{"name":"documented","dataType":"Sum","interval":"Daily"}""")]
    [InlineData("post", Metrics, "", 400, "{}")]
    [InlineData("get", Metric, "documented", 200)]
    [InlineData("get", Metric, "nobody%20defined%20this", 404)]
    [InlineData("put", Metric, "documented", 200, """{"name":"documented"}""")]
    [InlineData("put", Metric, "documented", 200, """{"description":""}""")]
    [InlineData("put", Metric, "documented", 400, """{"interval":"Hourly"}""")]
    [InlineData("delete", Metric, "nobody%20defined%20this", 404)]
    [InlineData("post", Data, "documented", 204, """{"value":1,"date":"2024-04-09"}""")]
    [InlineData("post", Data, "documented?returnValue=true", 200, """{"value":1,"date":"2024-04-09"}""")]
    [InlineData("post", Data, "documented", 200, """[{"value":1,"date":"2024-04-09"}]""")]
    [InlineData("post", Data, "documented?returnValue=true", 200, """[{"value":1,"date":"2024-04-09"}]""")]
    [InlineData("post", Data, "documented%20keys?returnValue=true", 200, """[{"name":"a","value":1,"date":"2024-04-09"}]""")]
    [InlineData("post", Data, "documented", 400, """[{"value":1},{}]""")]
    [InlineData("post", "/v2/customMetrics/data", "?returnValue=true", 200, """[{"metric":"documented","value":1,"date":"2024-04-09"}]""")]
    [InlineData("get", Data, "documented?startDate=2024-01-01", 200)]
    [InlineData("get", Data, "documented?startDate=2024-01-01&resultStart=1", 200)]
    [InlineData("get", Data, "documented%20keys?startDate=2024-01-01", 200)]
    [InlineData("get", Data, "documented%20keys?startDate=2024-04-01&endDate=2024-05-01&fill=true&sumKeys=true", 200)]
    [InlineData("delete", Data, "documented?startDate=2024-05-01", 200)]
    [InlineData("delete", Data, "documented", 400)]
    [InlineData("get", "/v2/customMetrics/{metric}/keys", "documented%20keys", 200)]
    [InlineData("get", "/v2/customMetrics/{metric}/keys", "documented%20keys?resultStart=1", 200)]
    [InlineData("get", "/v2/customMetrics/{metric}/keys", "documented", 400)]
    [InlineData("post", "/v2/import", "", 200, "")]
    [InlineData("post", "/v2/import", "", 400, "{}")]
    [InlineData("get", "/v2/dashboards", "", 200)]
    [InlineData("get", Dashboard, "documented", 200)]
    [InlineData("get", Dashboard, "none", 404)]
    [InlineData("put", Dashboard, "documented", 200, """{"name":"Documented","cards":[{"id":"a","title":"A","metric":1,"startDate":"-7d","layout":{"x":0,"y":0,"w":6,"h":4}}]}""")]
    [InlineData("put", Dashboard, "documented", 400, "{}")]
    [InlineData("put", Dashboard, "documented", 409, """{"name":"Documented","version":0}""")]
    [InlineData("delete", Dashboard, "none", 404)]
    [InlineData("get", "/v2/me", "", 200)]
    public async Task An_answer_is_one_that_is_declared(string method, string path, string rest, int status, string? body = null)
    {
        var parts = path.Split('{', '}');
        var (place, query) = rest.Split('?', 2) is [var before, var after] ? (before, "?" + after) : (rest, "");
        string[] headers = [$"Authorization: Bearer {TestUsers.AdministratorToken}", .. ContentTypeOf(path, body)];
        var target = parts.Length == 1 ? path + query : parts[0] + place + parts[2] + query;

        var answer = await shared.Host.Address.SendRaw(method.ToUpperInvariant(), target, headers, body ?? "");

        Assert.Equal(status, (int)answer.Status);
        var declared = _api.Operation(method, path).GetProperty("responses").GetProperty(status.ToString(CultureInfo.InvariantCulture));
        if (answer.Body.Length == 0)
        {
            Assert.False(declared.TryGetProperty("content", out _));
            return;
        }

        Assert.Empty(_api.MistakesIn(answer.Body, declared.GetProperty("content").GetProperty(answer.Header("Content-Type")!).GetProperty("schema")));
    }

    [Fact]
    public async Task A_line_of_an_export_is_one_that_is_declared_and_may_be_imported()
    {
        var lines = (await _client.Get("/v2/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var exported = _api.Operation("get", "/v2/export").GetProperty("responses").GetProperty("200");

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Empty(_api.MistakesIn(line, SchemaIn(exported, "application/x-ndjson"))));
        Assert.All(lines, line => Assert.Empty(_api.MistakesIn(line, SchemaIn(_api.Operation("post", "/v2/import").GetProperty("requestBody"), "application/x-ndjson"))));
    }

    [Theory]
    [InlineData(Metrics, """{"name":"documented","dataType":"sum","interval":"DAILY"}""")]
    [InlineData(Metrics, """{"name":"documented","dataType":"Sum","interval":"Daily","keyedValues":null,"description":null}""")]
    [InlineData(Data, """{"value":"1234567890.123456789012345678","date":"","weight":""}""")]
    [InlineData(Data, """{"value":1.5,"weight":"2.5"}""")]
    [InlineData(Data, """[{"value":"1"},{"value":1e3,"weight":1,"name":null}]""")]
    [InlineData("/v2/customMetrics/data", """[{"metric":"documented","value":"1"}]""")]
    [InlineData("/v2/customMetrics/data", """[{"metric":0,"value":1}]""")]
    public async Task What_is_taken_is_allowed(string path, string body)
    {
        var id = (await _client.Get("/v2/customMetrics/documented")).Id();
        body = body.Replace("\"metric\":0", string.Create(CultureInfo.InvariantCulture, $"\"metric\":{id}"), StringComparison.Ordinal);

        var answer = await _client.Post(path.Replace("{metric}", "documented", StringComparison.Ordinal), body);

        Assert.True((int)answer.Status is >= 200 and < 300, answer.Body);
        Assert.Empty(_api.MistakesIn(body, SchemaIn(_api.Operation("post", path).GetProperty("requestBody"), "application/json")));
    }

    [Theory]
    [InlineData("post", Metrics, "{}", "$.name is missing", "$.dataType is missing", "$.interval is missing")]
    [InlineData("put", Metric, "{}")]
    [InlineData("put", Dashboard, "{}", "$.name is missing")]
    [InlineData("post", "/v2/customMetrics/data", "[{}]", "$[0].metric is missing")]
    public void What_a_request_must_have_is_said(string method, string path, string body, params string[] mistakes) =>
        Assert.Equal(mistakes, _api.MistakesIn(body, SchemaIn(_api.Operation(method, path).GetProperty("requestBody"), "application/json")));

    private static JsonElement SchemaIn(JsonElement content, string type) => content.GetProperty("content").GetProperty(type).GetProperty("schema");

    private static string HeaderOf(JsonElement operation, string status) =>
        operation.GetProperty("responses").GetProperty(status).GetProperty("headers").EnumerateObject().Single().Name;

    private static IEnumerable<string> ContentTypeOf(string path, string? body) =>
        body is null ? [] : [$"Content-Type: {(path == "/v2/import" ? "application/x-ndjson" : "application/json")}"];
}
